-- A server on a Unix socket that only this user may open, and a gateway that makes it reachable
-- over HTTP.
-- Run:     ./socketley --lua examples/server/unix_socket.lua
-- Try:     curl --unix-socket api.sock http://api/
--          curl localhost:8092/
-- Answers: hello from a socket

socketley.server("api", {
  unix = "api.sock",
  unix_mode = "0600",
  on_http_request = function() return "hello from a socket\n" end,
})

socketley.proxy("gateway", { port = 8092, backends = { "api" } })
