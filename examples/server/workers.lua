-- Connections on several loops, the script on one: TLS, WebSocket and HTTP work is spread over the
-- cores, while hooks still see every message in order and share their variables.
-- Run:     ./socketley --loops 3 --lua examples/server/workers.lua
-- Try:     nc localhost 7019, then type; "count" asks how much there was
-- Prints:  nothing; `socketley stats crowd` shows worker_wakes and worker_bytes

local messages = 0

socketley.server("crowd", {
  port = 7019,
  workers = 2,
  on_client_message = function(id, message)
    messages = messages + 1
    if message == "count" then
      self.send(id, messages .. " messages from " .. self.connections() .. " clients")
      return true
    end
  end,
})
