-- Timers and waiting. A timer belongs to the runtime whose hook made it, or to the script.
-- Natives: TimerNatives.java.

local native, check = ...

---@class socketley.timer
local timer = {}

---Calls `fn` once, `ms` milliseconds from now, with the present `self`. Errors in it are logged.
---
---```lua
---socketley.set_timeout(10, function() print("10 ms later") end)
---```
---@param ms integer milliseconds, 1 or more
---@param fn fun()
---@return socketley.TimerId? id 1, 2, 3…; nil when the limit of timers is reached
---@return string? err
---@return socketley.ErrorCode? code `ELIMIT`
function timer.set_timeout(ms, fn)
  check.integer("set_timeout", 1, ms, 1)
  check.callable("set_timeout", 2, fn)
  return native.start(ms, false, type(fn) == "function" and fn or function() fn() end)
end

---Calls `fn` every `ms` milliseconds. A turn is skipped while the last call is still waiting.
---
---```lua
---local id = socketley.set_interval(1000, function() print("tick") end)
---socketley.clear_interval(id)
---```
---@param ms integer milliseconds, 1 or more
---@param fn fun()
---@return socketley.TimerId? id 1, 2, 3…; nil when the limit of timers is reached
---@return string? err
---@return socketley.ErrorCode? code `ELIMIT`
function timer.set_interval(ms, fn)
  check.integer("set_interval", 1, ms, 1)
  check.callable("set_interval", 2, fn)
  return native.start(ms, true, type(fn) == "function" and fn or function() fn() end)
end

---Ends a timer; it is no error if it has ended or never existed.
---
---```lua
---local id = socketley.set_timeout(1000, function() end)
---socketley.clear_timeout(id)
---```
---@param id socketley.TimerId
function timer.clear_timeout(id)
  check.integer("clear_timeout", 1, id, 0)
  native.stop(id)
end

---Ends a timer, as `clear_timeout` does.
---
---```lua
---local id = socketley.set_interval(1000, function() end)
---socketley.clear_interval(id)
---```
---@param id socketley.TimerId
function timer.clear_interval(id)
  check.integer("clear_interval", 1, id, 0)
  native.stop(id)
end

---Waits. The loop and all other hooks go on meanwhile.
---
---```lua
---socketley.sleep(5)
---```
---@param ms integer milliseconds, 0 or more; 0 lets what is ready run first
function timer.sleep(ms)
  check.integer("sleep", 1, ms, 0)
  native.sleep(ms)
end

---Tells milliseconds, with their fraction, of a clock that goes on while hooks wait and that nobody
---sets: what has passed between two calls is what they mean.
---
---```lua
---local began = socketley.now()
---socketley.sleep(5)
---assert(socketley.now() - began >= 5)
---```
---@return number ms since some moment before the script began
function timer.now()
  return native.now()
end

return timer
