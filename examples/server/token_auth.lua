-- A bearer token, for a group of routes of a site and for a chat of lines.
-- Run:     TOKEN=s3cret ./socketley --lua examples/server/token_auth.lua
-- Try:     curl localhost:8088/                                          public
--          curl -i localhost:8088/admin/                                 401, WWW-Authenticate: Bearer
--          curl -H 'Authorization: Bearer s3cret' localhost:8088/admin/  admin
--          nc localhost 7012, then type "s3cret" and talk; with a wrong token it is closed
-- Prints:  a line when somebody is let into the chat or turned away

local TOKEN = os.getenv("TOKEN") or "s3cret"
local SECONDS_MAX = 10 -- to show it in the chat

local app = socketley.http.router()

app:get("/", function() return "public\n" end)

app:group("/admin", function(admin)
  admin:use(function(req, next)
    if socketley.auth.bearer(req, TOKEN) then return next(req) end
    return { status = 401, headers = { ["WWW-Authenticate"] = 'Bearer realm="admin"' },
      body = "401 Unauthorized\n" }
  end)
  admin:get("/", function() return "admin\n" end)
  admin:delete("/cache", function() return { status = 204 } end)
end)

socketley.server("site", { port = 8088, on_http_request = app:handler() })

-- A client's first line must be the token; nobody sees a word of it, or of who lacks it.
socketley.server("chat", {
  port = 7012,
  max_connections_per_ip = 50,
  on_connect = function(id)
    self.send(id, "token?")
    socketley.set_timeout(SECONDS_MAX * 1000, function()
      if not self.get_data(id, "in") then self.disconnect(id) end
    end)
  end,
  on_client_message = function(id, message)
    if self.get_data(id, "in") then
      return -- goes on to the others, as in any chat
    end
    if socketley.auth.bearer("Bearer " .. message, TOKEN) then
      self.set_data(id, "in", "yes")
      self.join_group(id, "members")
      self.send(id, "welcome")
      print(self.peer_ip(id) .. " is in")
    else
      print(self.peer_ip(id) .. " was turned away")
      self.send(id, "wrong token")
      self.disconnect(id)
    end
    return true -- handled: the token is not relayed
  end,
  on_message = function(message) self.group_send("members", message) end,
})
