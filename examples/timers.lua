-- Timers, and tasks that wait without blocking. It ends when nothing is left to do.
-- Run:     ./socketley --lua examples/timers.lua [ticks]
-- Prints:  start, tick 1 to tick 3 (or as many as asked for), slept, end

local ticks = tonumber(arg[1]) or 3
local count = 0

local interval
interval = socketley.set_interval(100, function()
  count = count + 1
  print("tick " .. count)
  if count < ticks then return end
  socketley.clear_interval(interval)
  socketley.sleep(50)
  print("slept")
  socketley.set_timeout(50, function() print("end") end)
end)

local never = socketley.set_timeout(10, function() print("never printed") end)
socketley.clear_timeout(never)
print("start")
