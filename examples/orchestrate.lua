-- A database-cached API behind an authenticating gateway, and a chat for terminals and browsers.
-- Run:   ./socketley --lua examples/orchestrate.lua
-- Try:   curl localhost:8080/api/users/1                                   401
--        curl -H 'Authorization: Bearer secret' localhost:8080/api/users/1   {"name":"Ada"}
--        redis-cli GET 2          nc localhost 9000          (save this file while they run)

local TOKEN = os.getenv("TOKEN") or "secret"
local GREETING = "welcome to the chat"
local JSON = { ["Content-Type"] = "application/json" }

-- The database, made and filled on the first run.
local db = assert(socketley.db.open("sqlite:users.db"))
assert(db:exec("CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, body TEXT NOT NULL)"))
if db:value("SELECT count(*) FROM users") == 0 then
  for id, name in ipairs({ "Ada", "Grace", "Edsger" }) do
    local body = socketley.json.encode({ name = name })
    assert(db:exec("INSERT INTO users VALUES (?, ?)", tostring(id), body))
  end
end

-- A Redis-compatible cache that reads what it lacks from the database and writes through to it.
socketley.cache("users", {
  port = 6379,
  on_miss = function(key)
    return db:value("SELECT body FROM users WHERE id = ?", key), 300
  end,
  on_write = function(key, value)
    assert(db:exec("INSERT OR REPLACE INTO users VALUES (?, ?)", key, value))
  end,
})

-- An HTTP API that answers from the cache.
socketley.server("api", {
  port = 9001,
  on_http_request = function(req)
    local id = req.path:match("^/api/users/(%w+)$")
    local body = id and socketley.cache.get("users", id)
    if not body then
      return { status = 404, headers = JSON, body = '{"error":"no such user"}' }
    end
    return { headers = JSON, body = body }
  end,
})

-- A chat: lines over TCP and messages over WebSocket, on one port.
socketley.server("chat", {
  port = 9000,
  on_connect = function(id)
    self.set_data(id, "name", "guest-" .. id)
    self.send(id, GREETING .. ", " .. self.get_data(id, "name"))
  end,
  on_client_message = function(id, message)
    local name = message:match("^/name (%w+)$")
    if name then
      self.broadcast(self.get_data(id, "name") .. " is now " .. name)
      self.set_data(id, "name", name)
    else
      self.broadcast(self.get_data(id, "name") .. ": " .. message)
    end
    return true
  end,
})

-- The way in: a bearer token for the API, everybody to the chat.
socketley.proxy("gateway", {
  port = 8080,
  strategy = "lua",
  backends = { "api", "chat" },
  on_auth = function(_, req)
    return req.path == "/chat" or socketley.auth.bearer(req.headers, TOKEN)
  end,
  on_route = function(_, path) return path:find("^/api/") and "api" or "chat" end,
})

-- A client that writes the chat to the log.
socketley.client("scribe", {
  target = "chat",
  reconnect = true,
  on_message = function(message) socketley.log(message) end,
})
