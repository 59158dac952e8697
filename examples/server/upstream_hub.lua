-- A hub between many clients and two other servers: each line of a server goes to all clients,
-- each line of a client to all servers. A server that is away is tried again.
-- Run:     ./socketley --lua examples/server/upstream_hub.lua
-- Try:     nc localhost 7015, then type; "prices" and "news" are the servers here
-- Prints:  a line when a server comes or goes

socketley.server("prices", {
  port = 7016,
  on_client_message = function(id, message)
    self.send(id, "price of " .. message .. ": 42")
    return true
  end,
})

socketley.server("news", {
  port = 7017,
  on_client_message = function(id, message)
    self.send(id, "no news of " .. message)
    return true
  end,
})

local names = { "prices", "news" }

socketley.server("hub", {
  port = 7015,
  upstream = names, -- or "host:port;host:port"
  upstream_retry_ms_max = 2000,
  on_upstream_connect = function(number) print(names[number] .. " is there") end,
  on_upstream_disconnect = function(number) print(names[number] .. " is away") end,
  on_upstream = function(number, line) self.broadcast(names[number] .. ": " .. line) end,
  on_client_message = function(id, message)
    if self.upstream_broadcast(message) == 0 then self.send(id, "nobody is there") end
    return true
  end,
})
