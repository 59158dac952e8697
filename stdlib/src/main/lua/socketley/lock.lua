-- Locks that scripts on any loop share through a cache. A lock expires, so that an owner that is
-- gone blocks nobody; only the owner can renew or release it.
-- Natives: CacheNatives.java.

local native, check = ...

---@class socketley.lock
local lock = {}

local OPTIONS = { ttl_ms = "integer", wait_ms = "integer", prefix = "string" }
local TTL_MS = 30000
local RETRY_MS = 20

---A lock that is held.
---@class socketley.HeldLock
local Held = {}

---Restarts the lock's time.
---
---```lua
---local held, err, code = socketley.lock.acquire("nowhere", "report")
---if held then assert(held:renew()) held:release() end
---```
---@return boolean held false when it has ended and may be another's
function Held:renew()
  return native.if_equal(self._cache, self._key, self._token, "PEXPIRE", self._ttl_ms) == 1
end

---Releases the lock.
---
---```lua
---local held = socketley.lock.acquire("nowhere", "report")
---if held then held:release() end
---```
---@return boolean released false when it had ended and may be another's
function Held:release()
  return native.if_equal(self._cache, self._key, self._token, "DEL") == 1
end

Held.__index = Held
Held.__name = "socketley.HeldLock"

---Acquires a lock, waiting up to `wait_ms` for it.
---
---```lua
---local held, err, code = socketley.lock.acquire("nowhere", "report", { ttl_ms = 5000 })
---assert(held == nil and code == "ENOTFOUND")
---```
---@param cache string name of the cache that keeps it
---@param name string
---@param options? { ttl_ms?: integer, wait_ms?: integer, prefix?: string } 30,000, 0 and `lock:`
---@return socketley.HeldLock? held nil when another holds it
---@return string? err nothing went wrong when it is nil
---@return socketley.ErrorCode? code
function lock.acquire(cache, name, options)
  check.string("acquire", 1, cache)
  check.string("acquire", 2, name)
  check.options("acquire", 3, options, OPTIONS)
  options = options or {}
  local ttl_ms, left_ms = options.ttl_ms or TTL_MS, options.wait_ms or 0
  local key, token = (options.prefix or "lock:") .. name, native.token()
  while true do
    local ok, err, code = socketley.cache.set(cache, key, token, "NX", "PX", ttl_ms)
    if err then return nil, err, code end
    if ok then
      return setmetatable({ _cache = cache, _key = key, _token = token, _ttl_ms = ttl_ms }, Held)
    end
    if left_ms <= 0 then return nil end
    socketley.sleep(math.min(RETRY_MS, left_ms))
    left_ms = left_ms - RETRY_MS
  end
end

---Gives back what the function gave, or raises what it raised, when the lock is released.
local function finish(held, ok, ...)
  held:release()
  if not ok then error((...), 0) end
  return true, ...
end

---Calls `fn` while holding a lock, and releases it whatever happens.
---
---```lua
---local ran, err, code = socketley.lock.with("nowhere", "report", nil, function() end)
---assert(ran == nil and code == "ENOTFOUND")
---```
---@param cache string
---@param name string
---@param options? { ttl_ms?: integer, wait_ms?: integer, prefix?: string }
---@param fn fun(held: socketley.HeldLock): ...
---@return true? ran nil when another holds it, followed by what `fn` gave
---@return string? err
---@return socketley.ErrorCode? code
function lock.with(cache, name, options, fn)
  check.string("with", 1, cache)
  check.string("with", 2, name)
  check.options("with", 3, options, OPTIONS)
  check.callable("with", 4, fn)
  local held, err, code = lock.acquire(cache, name, options)
  if not held then return nil, err, code end
  return finish(held, pcall(fn, held))
end

return { lock = check.namespace("socketley.lock", lock) }
