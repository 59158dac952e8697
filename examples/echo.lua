-- Sends every line back to who sent it.
-- Run:     ./socketley --lua examples/echo.lua
-- Try:     nc localhost 7000, then type
-- Prints:  a line when somebody comes or goes

socketley.server("echo", {
  port = 7000,
  on_connect = function(id) print("client " .. id .. " came from " .. self.peer_ip(id)) end,
  on_client_message = function(id, message)
    self.send(id, message)
    return true -- handled: not relayed to the others
  end,
  on_disconnect = function(id) print("client " .. id .. " left") end,
})
