-- A chat in the browser: the page and its WebSocket come from one port.
-- Run:    ./socketley --lua examples/server/chat_page.lua
-- Try:    open http://localhost:8090/ in two windows, give names, type
-- Prints: "<name> came, <n> here" and "<name> left, <n> here"
-- The page shows who is here and the last messages; text from others is never taken for HTML.

local PAGE = [[<!doctype html>
<html lang="en">
<title>chat</title>
<style>
  body { font: 16px sans-serif; margin: 2em auto; max-width: 40em }
  #log { height: 20em; overflow: auto; border: 1px solid #ccc; padding: .5em }
  .own { color: #06c }
</style>
<h1>chat</h1>
<p id="here">not connected</p>
<div id="log"></div>
<form><input id="text" autofocus autocomplete="off" size="40"><button>send</button></form>
<script>
const name = new URLSearchParams(location.search).get("name") || prompt("your name") || "guest"
const log = document.getElementById("log")
const here = document.getElementById("here")
function show(from, text) {
  const line = document.createElement("p")
  line.textContent = from + ": " + text
  if (from === name) line.className = "own"
  log.append(line)
  log.scrollTop = log.scrollHeight
}
function connect() {
  const scheme = location.protocol === "https:" ? "wss://" : "ws://"
  const socket = new WebSocket(scheme + location.host + "/chat", "chat.v1")
  socket.onopen = () => socket.send(JSON.stringify({ name }))
  socket.onmessage = e => {
    const message = JSON.parse(e.data)
    if (message.here) here.textContent = "here: " + message.here.join(", ")
    else show(message.from, message.text)
  }
  socket.onclose = e => {
    here.textContent = "not connected: " + (e.reason || e.code)
    if (e.code !== 4000) setTimeout(connect, 1000)
  }
  document.querySelector("form").onsubmit = e => {
    e.preventDefault()
    const input = document.getElementById("text")
    if (input.value) socket.send(JSON.stringify({ text: input.value }))
    input.value = ""
  }
}
connect()
</script>
</html>
]]

local LAST_MAX = 50
local names = {} -- by client id
local last = {}  -- the last messages, for those who come later

local function tell_who()
  local here = {}
  for _, name in pairs(names) do here[#here + 1] = name end
  table.sort(here)
  self.publish("chat", socketley.json.encode({ here = here }))
end

local function count()
  return self.topic_count("chat")
end

socketley.server("chat", {
  port = 8090,
  ws_protocols = { "chat.v1" },
  ws_deflate = "shared",
  idle_timeout = 120,
  message_bytes_max = "4K",
  on_http_request = function(request)
    if request.path ~= "/" then return end
    return { headers = { ["Content-Type"] = "text/html; charset=utf-8" }, body = PAGE }
  end,
  on_websocket = function(id, headers)
    if headers.protocol ~= "chat.v1" then return 400 end
  end,
  on_client_message = function(id, message)
    local said = socketley.json.decode(message)
    if type(said) ~= "table" then
      self.close(id, 4000, "not understood")
    elseif not names[id] and type(said.name) == "string" then
      names[id] = said.name:sub(1, 20)
      for _, earlier in ipairs(last) do self.send(id, earlier) end
      self.subscribe(id, "chat")
      print(names[id] .. " came, " .. count() .. " here")
      tell_who()
    elseif names[id] and type(said.text) == "string" then
      local line = socketley.json.encode({ from = names[id], text = said.text })
      last[#last + 1] = line
      if #last > LAST_MAX then table.remove(last, 1) end
      self.publish("chat", line)
    end
    return true
  end,
  on_close = function(id)
    if not names[id] then return end
    local name = names[id]
    names[id] = nil
    print(name .. " left, " .. count() .. " here")
    tell_who()
  end,
})
