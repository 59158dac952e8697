-- A client's first line must be the token; nobody sees a word of it, or of who lacks it.
-- Run:     TOKEN=letmein ./socketley --lua examples/server/token_lines.lua
-- Try:     nc localhost 7012, then type "letmein" and talk; with a wrong token it is closed
-- Prints:  a line when somebody is let in or turned away

local TOKEN = os.getenv("TOKEN") or "letmein"
local SECONDS_MAX = 10 -- to show it

socketley.server("guarded", {
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
