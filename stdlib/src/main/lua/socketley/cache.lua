-- Caches: describing them, and running their commands from any script.
-- Natives: CacheNatives.java. The commands are the cache's own table: docs/cache-commands.md.

local native, check = ...

---@class socketley.cache
local cache = {}

---Runs a command on a cache as a Redis client would, hooks included, and waits for the reply.
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

local THROUGH = { key = "string", value = "string", columns = "table", ttl = "integer",
  write = "string", mysql = "boolean" }
local KEYS_MAX = 500

---A table or column in quotes of its own.
local function quoted(name, mysql)
  local mark = mysql and "`" or '"'
  return mark .. name:gsub(mark, mark .. mark) .. mark
end

---The statements for a table: reading keys, setting a row, taking a row away.
local function statements(name, key, columns, mysql)
  local names, marks, sets = {}, {}, {}
  for i, column in ipairs(columns) do
    names[i] = quoted(column, mysql)
    marks[i] = "?"
    sets[i] = mysql and ("%s = VALUES(%s)"):format(names[i], names[i])
      or ("%s = excluded.%s"):format(names[i], names[i])
  end
  local list, at, from = table.concat(names, ", "), quoted(key, mysql), quoted(name, mysql)
  return ("SELECT %s, %s FROM %s WHERE %s IN "):format(at, list, from, at),
    ("INSERT INTO %s (%s, %s) VALUES (?, %s) %s %s"):format(from, at, list,
      table.concat(marks, ", "),
      mysql and "ON DUPLICATE KEY UPDATE" or ("ON CONFLICT (%s) DO UPDATE SET"):format(at),
      table.concat(sets, ", ")),
    ("DELETE FROM %s WHERE %s = ?"):format(from, at)
end

---A row as a cache's value: the column, or its columns as JSON.
local function packed(row, columns, is_one)
  if is_one then return row[2] end
  local object = {}
  for i, column in ipairs(columns) do object[column] = row[i + 1] end
  return socketley.json.encode(object)
end

---A cache's value as what the columns take.
local function unpacked(value, columns, is_one)
  if type(value) ~= "string" then error("only strings fit into the table's rows", 0) end
  if is_one then return value end
  local object, err = socketley.json.decode(value)
  if type(object) ~= "table" then error(err or "a JSON object expected", 0) end
  local fields = {}
  for i, column in ipairs(columns) do fields[i] = object[column] end
  return unpack(fields, 1, #columns)
end

---Puts a table of a database behind a cache: missing keys are read from it, changes are written to
---it. The result is a description for `socketley.cache`; `config` has the rest of it, such as the
---port.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---db:exec("CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT)")
---local users = socketley.cache.through(db, "users", { key = "id", value = "name", ttl = 60 })
---assert(users.on_miss_many({ "1" })["1"] == nil)
---```
---`columns` instead of `value` keeps several columns as one JSON object. `ttl` is the time to live of
---keys that were read, in seconds. `write` is `"through"`: changes wait for the database, or
---`"behind"`: they do not. The key column must be unique; MySQL and MariaDB need `mysql = true`.
---@param db socketley.Database
---@param name string the table
---@param options? { key?: string, value?: string, columns?: string[], ttl?: integer, write?: string, mysql?: boolean } columns `key` and `value`
---@param config? table options and further hooks of the cache
---@return table description for `socketley.cache(name, description)`
function cache.through(db, name, options, config)
  check.table("through", 1, db)
  check.string("through", 2, name)
  check.options("through", 3, options, THROUGH)
  check.optional_table("through", 4, config)
  options = options or {}
  local columns, is_one = options.columns or { options.value or "value" }, not options.columns
  local reads, sets, drops = statements(name, options.key or "key", columns, options.mysql)

  local function read(keys, into)
    -- Few lengths make few statements, which stay prepared; a key may be asked for twice.
    local count = 1
    while count < #keys do count = 2 * count end
    for i = #keys + 1, math.min(count, KEYS_MAX) do keys[i] = keys[1] end
    local _, rows, code = db:list(reads .. "(?" .. (", ?"):rep(#keys - 1) .. ")", unpack(keys))
    if code then error(rows, 0) end
    for _, row in ipairs(rows) do
      local value = packed(row, columns, is_one)
      if value ~= nil then into[tostring(row[1])] = { value, options.ttl } end
    end
  end

  local function write(session, one)
    local done, err
    if one.deleted then
      done, err = session:exec(drops, one.key)
    else
      done, err = session:exec(sets, one.key, unpacked(one.value, columns, is_one))
    end
    if not done then error(err, 0) end
  end

  local description = { write = options.write }
  for field, given in pairs(config or {}) do description[field] = given end
  function description.on_miss_many(keys)
    local values = {}
    for first = 1, #keys, KEYS_MAX do
      read({ unpack(keys, first, math.min(first + KEYS_MAX - 1, #keys)) }, values)
    end
    return values
  end
  function description.on_write_many(batch)
    if #batch == 1 then return write(db, batch[1]) end
    local _, err, code = db:transaction(function(tx)
      for _, one in ipairs(batch) do write(tx, one) end
    end)
    if code then error(err, 0) end
  end
  return description
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

---`socketley.cache("users", { … })` describes a cache and starts it, unless `start = false`; it and
---`socketley.cache("users")` give a handle: `socketley.cache("users"):get("1")`.
local function call(_, name, config)
  check.string("cache", 1, name)
  check.optional_table("cache", 2, config)
  if config ~= nil then
    local done, err, code = check.described(native.create("cache", name, config, true, check.place()))
    if not done then return nil, err, code end
  end
  return setmetatable({ name = name }, handle)
end

---socketley.cache.get(name, key)
return { cache = setmetatable(cache, {
  __call = call,
  __index = commands("socketley.cache", cache, function(command)
    return function(name, ...)
      check.string(command, 1, name)
      check_arguments(command, 1, ...)
      return native.execute(name, command, ...)
    end
  end),
}) }
