-- Caches: describing them, and every command of theirs from any script.
-- Natives: CacheNatives.java. The commands are the cache's own table: docs/cache/commands.md.

local native, check = ...

---@class socketley.cache
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

---Checks what stands behind the command's name, from argument `first` of the call on.
local function check_arguments(command, first, ...)
  for i = 1, select("#", ...) do
    local value = (select(i, ...))
    if type(value) ~= "string" and type(value) ~= "number" then
      error(("bad argument #%d to '%s' (string expected, got %s)"):format(
        first + i, command, type(value)), 3)
    end
  end
end

---Makes a table whose fields are the commands, each made by `make` when it is first asked for.
local function commands(what, public, make)
  return function(_, key)
    if not native.is_command(key) then
      local known = {}
      for _, name in ipairs(native.commands()) do known[name] = true end
      error(check.unknown(what, key, known), 2)
    end
    local fn = make(key)
    rawset(public, key, fn)
    return fn
  end
end

local methods = {}

---handle:get(key)
setmetatable(methods, { __index = commands("cache", methods, function(command)
  return function(handle, ...)
    check_arguments(command, 0, ...)
    return native.execute(handle.name, command, ...)
  end
end) })

local handle = { __index = methods }

---`socketley.cache("users", { … })` describes a cache and starts it, unless `start = false`;
---`socketley.cache("users")` is a handle: `socketley.cache("users"):get("1")`.
local function call(_, name, config)
  check.string("cache", 1, name)
  check.optional_table("cache", 2, config)
  if config == nil then return setmetatable({ name = name }, handle) end
  local ok, err, code = check.described(native.create("cache", name, config, true))
  return ok, err, code
end

---socketley.cache.get(name, key)
return setmetatable(cache, {
  __call = call,
  __index = commands("socketley.cache", cache, function(command)
    return function(name, ...)
      check.string(command, 1, name)
      check_arguments(command, 1, ...)
      return native.execute(name, command, ...)
    end
  end),
})
