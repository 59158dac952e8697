-- A gateway that lets each address make so many requests per second, and spreads them.
-- Run:  ./socketley --lua examples/rate_limited_gateway.lua
-- Try:  for i in 1 2 3 4 5 6 7; do curl -s -o /dev/null -w '%{http_code} ' localhost:8083/; done
--       200 200 200 200 200 401 401    (or more of 200, if a second ends meanwhile)

local PER_SECOND = 5
local used = {} -- address -> requests in this second

for _, name in ipairs({ "left", "right" }) do
  socketley.server(name, {
    port = 0,
    on_http_request = function() return name .. "\n" end,
  })
end

socketley.proxy("gateway", {
  port = 8083,
  backends = { "left", "right" },
  tick_ms = 1000,
  on_tick = function() used = {} end,
  on_auth = function(id)
    local address = self.peer_ip(id)
    used[address] = (used[address] or 0) + 1
    return used[address] <= PER_SECOND
  end,
})
