-- Caches: describing them, and every command of theirs from any script.
-- Natives: CacheNatives.java. The commands are the cache's own table: docs/cache/commands.md.

local native, check = ...

local cache = {}

---Runs a command on a cache, as a Redis client would, hooks included. Waits for what it waits for.
---Every command is also a function of its own: `socketley.cache.get(name, key)`.
---
---```lua
---local value, err, code = socketley.cache.command("nowhere", "GET", "key") -- nil, …, "ENOTFOUND"
---```
---@param name string the cache
---@param command string in any case
---@param ... string|number arguments
---@return string|number|boolean|table|nil reply `true` for OK, an array for several (`false` where
---Redis has nil), nil for nothing or when refused
---@return string? err
---@return socketley.ErrorCode? code
function cache.command(name, command, ...)
  check.string("command", 1, name)
  check.string("command", 2, command)
  for i = 1, select("#", ...) do
    check.string("command", i + 2, (select(i, ...)))
  end
  return native.execute(name, command, ...)
end

---One function a command: `of_name` for socketley.cache.get(name, …), `of_handle` for handle:get(…).
local of_name, of_handle = {}, {}
for _, command in ipairs(native.commands()) do
  of_name[command] = function(name, ...)
    check.string(command, 1, name)
    for i = 1, select("#", ...) do
      check.string(command, i + 1, (select(i, ...)))
    end
    return native.execute(name, command, ...)
  end
  of_handle[command] = function(handle, ...)
    for i = 1, select("#", ...) do
      check.string(command, i, (select(i, ...)))
    end
    return native.execute(handle.name, command, ...)
  end
end

local handle = {}

function handle.__index(_, key)
  return of_handle[key] or error(check.unknown("cache", key, of_handle), 2)
end

---`socketley.cache("users", { … })` describes a cache and starts it, unless `start = false`;
---`socketley.cache("users")` is a handle: `socketley.cache("users"):get("1")`.
local function call(_, name, config)
  check.string("cache", 1, name)
  check.optional_table("cache", 2, config)
  if config == nil then return setmetatable({ name = name }, handle) end
  return native.create("cache", name, config, true)
end

for command, fn in pairs(of_name) do cache[command] = fn end

return check.namespace("socketley.cache", cache, { __call = call })
