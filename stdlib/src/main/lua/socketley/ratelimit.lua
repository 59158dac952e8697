-- Limits how often something may happen. The count is kept in a cache, so all runtimes and scripts
-- that use the cache share it.

local _, check = ...

---@class socketley.ratelimit
local ratelimit = {}

local OPTIONS = { limit = "integer", window_ms = "integer", sliding = "boolean", prefix = "string" }

---A limit of so many uses in a time, for each name.
---@class socketley.RateLimiter
local Limiter = {}

---Milliseconds of the cache's clock.
local function now_ms(store)
  local time, err, code = store:time()
  if not time then return nil, err, code end
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

---Counts uses under a key that lives for a time; gives the count.
local function count(store, key, cost, live_ms)
  local used, err, code = store:incrby(key, cost)
  if used == cost then store:pexpire(key, live_ms) end
  return used, err, code
end

---One count for each window that begins with its first use.
local function fixed(self, key, cost)
  local used, err, code = count(self._store, key, cost, self._window_ms)
  if not used then return nil, err, code end
  if used <= self._limit then return true, self._limit - used, 0 end
  local left = self._store:pttl(key)
  if left == -1 then self._store:pexpire(key, self._window_ms) end
  return false, 0, left and left > 0 and left or self._window_ms
end

---The window moves with time: of the one before, the part that it still covers counts.
local function sliding(self, key, cost)
  local now, err, code = now_ms(self._store)
  if not now then return nil, err, code end
  local window = math.floor(now / self._window_ms)
  local into = now % self._window_ms
  local before = tonumber(self._store:get(key .. ":" .. window - 1) or 0)
  local current = key .. ":" .. window
  local used
  used, err, code = count(self._store, current, cost, 2 * self._window_ms)
  if not used then return nil, err, code end
  local weighed = used + before * (1 - into / self._window_ms)
  if weighed <= self._limit then return true, math.floor(self._limit - weighed), 0 end
  self._store:decrby(current, cost)
  return false, 0, self._window_ms - into
end

---Whether a name may be used once more; if so, counts the use. Waits for the cache.
---
---```lua
---local limiter = socketley.ratelimit.new("nowhere", { limit = 10, window_ms = 1000 })
---local allowed, err, code = limiter:allow("10.0.0.1") -- nil, …, "ENOTFOUND"
---assert(allowed == nil and code == "ENOTFOUND")
---```
---@param name string whoever is limited, such as an address
---@param cost? integer how many uses it counts for, 1
---@return boolean? allowed nil when the cache refuses
---@return integer|string remaining uses that are left, or the message when refused
---@return integer|socketley.ErrorCode retry_ms when to try again, or the code
function Limiter:allow(name, cost)
  check.string("allow", 1, name)
  if cost ~= nil then check.integer("allow", 2, cost, 1) end
  local way = self._sliding and sliding or fixed
  return way(self, self._prefix .. name, cost or 1)
end

Limiter.__index = Limiter
Limiter.__name = "socketley.RateLimiter"

---Makes a limiter on a cache.
---
---```lua
---local limiter = socketley.ratelimit.new("counts", { limit = 5, window_ms = 1000, sliding = true })
---```
---`sliding` also counts the previous window, by the part of it that the period still covers, so that
---no period, wherever it begins, has many more uses than `limit`; it costs two more commands.
---@param cache string name of the cache that counts
---@param options { limit: integer, window_ms: integer, sliding?: boolean, prefix?: string }
---@return socketley.RateLimiter limiter
function ratelimit.new(cache, options)
  check.string("new", 1, cache)
  check.table("new", 2, options)
  check.options("new", 2, options, OPTIONS)
  if not options.limit or not options.window_ms then
    check.fail("new", 2, "limit and window_ms expected")
  end
  return setmetatable({ _store = socketley.cache(cache), _limit = options.limit,
    _window_ms = options.window_ms, _sliding = options.sliding,
    _prefix = options.prefix or "ratelimit:" }, Limiter)
end

return { ratelimit = check.namespace("socketley.ratelimit", ratelimit) }
