-- The work of the launcher's training run: what it makes hot is quick in the first second of later
-- starts. Each protocol is spoken over real connections, as its users' programs speak it; the file
-- named by SOCKETLEY_TRAINED is made when all is done.
local random = math.random
local trained = os.getenv("SOCKETLEY_TRAINED")
local left = 0

-- A client that sends one of the messages whenever the last is answered, rounds times in all.
local function load(name, options, messages, rounds, is_answer)
  left = left + 1
  local sent = 0
  local function go_on()
    if sent == rounds then
      left = left - 1
      if left == 0 and trained then io.open(trained, "w"):close() end
    elseif sent < rounds then
      self.send(messages[sent % #messages + 1])
    end
    sent = sent + 1
  end
  options.on_connect = options.on_connect or go_on
  options.on_message = function(message)
    if is_answer(message) then go_on() end
  end
  socketley.client(name, options)
end

socketley.server("train-server", { port = 0, ephemeral = true,
  on_client_message = function(id, message) self.send(id, message) end,
  on_http_request = function(request) return "hello\n" end })

-- Lines, HTTP and WebSocket, several clients of each at once, as in a server that is in use.
for i = 1, 8 do
  load("train-lines-" .. i, { target = "train-server" },
    { "a line of text\n" }, 1500, function(message) return message ~= "" end)
  load("train-http-" .. i, { target = "train-server" },
    { "GET /path?query=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: train\r\nAccept: */*\r\n\r" },
    1500, function(message) return message == "hello" end)
  load("train-websocket-" .. i, { target = "ws://train-server/" },
    { ("x"):rep(64) }, 1500, function() return true end)
end

-- A cache: many keys, so that its tables have all their parts, in pipelines of one command.
local function key(i) return ("key:%012d"):format(i) end
local function element() return "element:" .. key(random(20000)) end
local function command(words)
  for i, word in ipairs(words) do words[i] = "$" .. #word .. "\r\n" .. word .. "\r\n" end
  return "*" .. #words .. "\r\n" .. table.concat(words)
end
local kinds = {
  function(i) return { "SET", key(i), "xxx" } end,
  function(i) return { "GET", key(i) } end,
  function() return { "GET", key(random(1e6)) } end,
  function() return { "INCR", "counter:" .. key(random(20000)) } end,
  function() return { "LPUSH", "list", "xxx" } end,
  function() return { "RPUSH", "list", "xxx" } end,
  function() return { "LPOP", "list" } end,
  function() return { "RPOP", "list" } end,
  function() return { "SADD", "set", element() } end,
  function() return { "HSET", "hash", element(), "xxx" } end,
  function() return { "SPOP", "set" } end,
  function() return { "ZADD", "sorted", tostring(random(20000)), element() } end,
  function()
    local words = { "MSET" }
    for k = 1, 10 do words[2 * k], words[2 * k + 1] = key(random(20000)), "xxx" end
    return words
  end,
}
local pipelines = {}
for _, kind in ipairs(kinds) do
  for p = 1, 200 do
    local pipeline = {}
    for i = 1, p <= 180 and 100 or 16 do pipeline[i] = command(kind(100 * p + i)) end
    -- A client ends each message with a line feed, which here is the last of the last command.
    pipelines[#pipelines + 1] = table.concat(pipeline) .. command({ "PING" }):sub(1, -2)
  end
end
socketley.cache("train-cache", { port = 0, ephemeral = true })
load("train-keys", { target = "train-cache" }, pipelines, 2 * #pipelines,
  function(message) return message == "+PONG" end)

print(string.format("%d %s", 1, "x"), #arg, tostring(0.5), ("a b"):gsub("%w", "%0"))
for name, value in pairs({ a = 1, 2 }) do print(name .. "=" .. value, pcall(error, "x")) end
