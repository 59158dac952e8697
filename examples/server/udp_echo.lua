-- Answers each datagram to whoever sent it, and to nobody else.
-- Run:     ./socketley --lua examples/server/udp_echo.lua
-- Try:     echo hello | nc -u -w1 localhost 7053
-- Answers: hello

socketley.server("udp", {
  port = 7053,
  udp = true,
  udp_peer_idle = 30, -- a peer that is silent for 30 seconds is forgotten
  on_client_message = function(id, message)
    self.send(id, message)
    return true
  end,
})
