-- TCP connections divided among three servers, which hear whose they are: each address has its own.
-- Run:     ./socketley --lua examples/proxy/balancer.lua
-- Try:     nc localhost 8099, type "hi": one, two or three answers, always the same one
--          nc -s 127.0.0.7 localhost 8099 and other addresses of 127.0.0.0/8: the others too
-- Answers: "<server> hears <message> from <address>"

local NAMES = { "one", "two", "three" } -- here for servers elsewhere, as "10.0.0.7:9001"

for _, name in ipairs(NAMES) do
  socketley.server(name, {
    port = 0,
    bind = "127.0.0.1",
    proxy_protocol = true, -- whoever connects says for whom,
    proxy_protocol_from = { "127.0.0.1" }, -- so nobody but the balancer may
    on_client_message = function(id, message)
      self.send(id, name .. " hears " .. message .. " from " .. self.peer_ip(id))
      return true
    end,
  })
end

socketley.proxy("balancer", {
  port = 8099,
  protocol = "tcp",
  strategy = "source",
  backends = NAMES,
  backend_proxy_protocol = "v2",
})
