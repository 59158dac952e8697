-- Writing to the engine's log.
-- Natives: LogNatives.java.

local native, check = ...

---@class socketley.log
local log = {}

---What print would show, its values separated by spaces.
local function text(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
  return table.concat(parts, " ")
end

---One log line per line of text, so that no message can forge an event.
local function write(level, prefix, message)
  for line in (message .. "\n"):gmatch("([^\n]*)\n") do
    native.text(level, prefix .. line)
  end
end

local function named(level, ...)
  write(level, "[lua] " .. native.name() .. ": ", text(...))
end

---Writes `[lua] chat: …` at level info, with the name of the runtime or script.
---
---```lua
---socketley.log.info("listening on", 9000)
---```
---@param ... any values, shown as `print` shows them
function log.info(...)
  named("info", ...)
end

---Writes at level warn.
---
---```lua
---socketley.log.warn("queue is long")
---```
---@param ... any values, shown as `print` shows them
function log.warn(...)
  named("warn", ...)
end

---Writes at level error.
---
---```lua
---socketley.log.error("lost the database")
---```
---@param ... any values, shown as `print` shows them
function log.error(...)
  named("error", ...)
end

---Writes at level debug, which is shown only with `--log-level debug`.
---
---```lua
---socketley.log.debug("state", 3)
---```
---@param ... any values, shown as `print` shows them
function log.debug(...)
  named("debug", ...)
end

return { log = check.namespace("socketley.log", log, {
  __call = function(_, ...) write("info", "[lua] ", text(...)) end,
}) }
