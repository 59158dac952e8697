-- What the three `luasql.*` modules share: environment, connection and cursor over socketley.db.
-- Given by them: the name of the driver and how its `connect` arguments become a URL.

local driver, to_url = ...

local Environment, Connection, Cursor = {}, {}, {}
Environment.__index, Connection.__index, Cursor.__index = Environment, Connection, Cursor

local function prefixed(err) return "LuaSQL: " .. tostring(err) end

---@return table? connection
---@return string? err
function Environment:connect(...)
  local db, err = socketley.db.open(to_url(...), { connections_max = 1 })
  if not db then return nil, prefixed(err) end
  return setmetatable({ _db = db, _auto = true }, Connection)
end

function Environment:close() return true end

local function is_query(sql)
  local word = (sql:match("^%s*(%a+)") or ""):lower()
  return word == "select" or word == "pragma" or word == "with" or word == "show"
    or word == "values" or word == "explain" or sql:lower():find("%sreturning%s") ~= nil
end

---Runs a statement: a cursor for a query, else the number of changed rows.
function Connection:execute(sql)
  if is_query(sql) then
    local names, rows, code = self._db:list(sql)
    if not names then return nil, prefixed(rows), code end
    return setmetatable({ _names = names, _rows = rows, _at = 0 }, Cursor)
  end
  local count, err = self._db:exec(sql)
  if not count then return nil, prefixed(err) end
  self._id = err or self._id
  return count
end

function Connection:getlastautoid() return self._id end

---A string for use inside quotes.
function Connection:escape(text) return (text:gsub("'", "''")) end

function Connection:setautocommit(on)
  if on ~= self._auto then
    self._auto = on
    return self:execute(on and "COMMIT" or "BEGIN") ~= nil
  end
  return true
end

local function ending(word)
  return function(self)
    if self._auto then return true end
    return self:execute(word) ~= nil and self:execute("BEGIN") ~= nil
  end
end
Connection.commit = ending("COMMIT")
Connection.rollback = ending("ROLLBACK")

function Connection:close() return self._db:close() end

---The next row: its values, or, with a table, the table filled by number ("n") or name ("a").
function Cursor:fetch(into, mode)
  if self._at >= #self._rows then return nil end
  self._at = self._at + 1
  local row = self._rows[self._at]
  if not into then return unpack(row, 1, #self._names) end
  mode = mode or "n"
  for i, name in ipairs(self._names) do
    if mode:find("n", 1, true) then into[i] = row[i] end
    if mode:find("a", 1, true) then into[name] = row[i] end
  end
  return into
end

function Cursor:getcolnames() return self._names end
function Cursor:numrows() return #self._rows end

function Cursor:close()
  local open = self._rows ~= nil and not self._closed
  self._closed, self._at = true, #self._rows
  return open
end

local module = { _VERSION = "LuaSQL over socketley.db" }
module[driver] = function() return setmetatable({}, Environment) end
return module
