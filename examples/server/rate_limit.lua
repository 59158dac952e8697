-- Three limits at once: what the engine does by options, and what a script may add of its own.
-- Run:     ./socketley --lua examples/server/rate_limit.lua
-- Try:     yes | nc localhost 7014; or type "warn" six times in a second
-- Prints:  a line for each client that is told to slow down

local WARNINGS_PER_SECOND = 5
local counts = {}

socketley.server("calm", {
  port = 7014,
  rate_limit = 20, -- messages a second from one connection…
  rate_limit_action = "close", -- …and whoever sends more is closed, not only ignored
  global_rate_limit = 1000, -- from all of them together
  max_connections_per_ip = 20,
  tick_ms = 1000,
  on_tick = function() counts = {} end,
  on_client_message = function(id, message)
    if message ~= "warn" then return end
    counts[id] = (counts[id] or 0) + 1
    if counts[id] > WARNINGS_PER_SECOND then
      print("client " .. id .. " was told to slow down")
      self.send(id, "slow down")
      return false -- dropped
    end
  end,
  on_disconnect = function(id) counts[id] = nil end,
})
