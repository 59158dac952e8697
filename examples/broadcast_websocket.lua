-- Every WebSocket message goes to every client; a page to try it is served on the same port.
-- Run:  ./socketley --lua examples/broadcast_websocket.lua
-- Try:  open http://localhost:8082/ in two windows and type

local PAGE = [[<!doctype html><title>broadcast</title>
<form><input autofocus></form><pre></pre>
<script>
const socket = new WebSocket("ws://" + location.host + "/")
socket.onmessage = e => document.querySelector("pre").append(e.data + "\n")
document.querySelector("form").onsubmit = e => {
  e.preventDefault()
  socket.send(e.target[0].value)
  e.target.reset()
}
</script>
]]

socketley.server("broadcast", {
  port = 8082,
  on_http_request = function(request)
    if request.path ~= "/" then return end
    return { headers = { ["Content-Type"] = "text/html; charset=utf-8" }, body = PAGE }
  end,
  on_websocket = function(id) self.broadcast("client " .. id .. " joined") end,
  on_client_message = function(id, message)
    self.broadcast(id .. ": " .. message)
    return true
  end,
})
