-- Sessions: tables kept in a cache under ids that nobody can guess, until they have not been used
-- for some time.
-- Natives: CacheNatives.java.

local native, check = ...

---@class socketley.session
local session = {}

local OPTIONS = { ttl = "integer", prefix = "string" }
local TTL_SECONDS = 1800

---@class socketley.SessionStore
local Store = {}

---Begins a session.
---
---```lua
---local id, err, code = socketley.session.new("nowhere"):create({ user = "ann" })
---assert(id == nil and code == "ENOTFOUND")
---```
---@param data? table what JSON can hold
---@return string? id 43 letters, digits, `-` and `_`; nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Store:create(data)
  check.optional_table("create", 1, data)
  local id = native.token()
  local ok, err, code = self._store:set(self._prefix .. id, socketley.json.encode(data or {}),
    "EX", self._ttl)
  if not ok then return nil, err, code end
  return id
end

---The data of a session; restarts its time.
---
---```lua
---local data = socketley.session.new("nowhere"):get("unknown")
---assert(data == nil)
---```
---@param id string
---@return table? data nil for a session that is not there, or has ended
---@return string? err
---@return socketley.ErrorCode? code
function Store:get(id)
  check.string("get", 1, id)
  local text, err, code = self._store:getex(self._prefix .. id, "EX", self._ttl)
  if not text then return nil, err, code end
  return socketley.json.decode(text)
end

---Replaces the data of an existing session and restarts its time.
---
---```lua
---local kept = socketley.session.new("nowhere"):set("unknown", { user = "bob" })
---assert(not kept)
---```
---@param id string
---@param data table
---@return boolean? kept false for a session that is not there; nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Store:set(id, data)
  check.string("set", 1, id)
  check.table("set", 2, data)
  local ok, err, code = self._store:set(self._prefix .. id, socketley.json.encode(data), "XX",
    "EX", self._ttl)
  if err then return nil, err, code end
  return ok == true
end

---Ends a session.
---
---```lua
---local ended = socketley.session.new("nowhere"):destroy("unknown")
---```
---@param id string
---@return boolean? ended whether it was there; nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Store:destroy(id)
  check.string("destroy", 1, id)
  local count, err, code = self._store:del(self._prefix .. id)
  if not count then return nil, err, code end
  return count == 1
end

Store.__index = Store
Store.__name = "socketley.SessionStore"

---Sessions kept in a cache.
---
---```lua
---local sessions = socketley.session.new("users", { ttl = 3600 })
---```
---@param cache string name of the cache
---@param options? { ttl?: integer, prefix?: string } seconds without use, 1800, and `session:`
---@return socketley.SessionStore sessions
function session.new(cache, options)
  check.string("new", 1, cache)
  check.options("new", 2, options, OPTIONS)
  options = options or {}
  return setmetatable({ _store = socketley.cache(cache), _ttl = options.ttl or TTL_SECONDS,
    _prefix = options.prefix or "session:" }, Store)
end

return { session = check.namespace("socketley.session", session) }
