-- `require "lsqlite3"`: the usual calls of that library, over socketley.db. A statement's rows are
-- read when it is first stepped. What is not here raises when it is called.

local sqlite3 = { OK = 0, ERROR = 1, MISUSE = 21, ROW = 100, DONE = 101 }

local Db, Stmt = {}, {}
Db.__index, Stmt.__index = Db, Stmt

---@param path string file beside the script, or `:memory:`
---@return table? db
---@return integer? code
---@return string? err
function sqlite3.open(path)
  local db, err = socketley.db.open("sqlite:" .. path)
  if not db then return nil, sqlite3.ERROR, err end
  return setmetatable({ _db = db, _changes = 0, _id = 0, _err = "not an error" }, Db)
end

function sqlite3.open_memory()
  return sqlite3.open(":memory:")
end

function sqlite3.version()
  local db = assert(socketley.db.open("sqlite::memory:"))
  local version = db:value("SELECT sqlite_version()")
  db:close()
  return version
end

---Keeps what errmsg and errcode say; true when there was an error.
local function failed(db, err)
  db._err = err or "not an error"
  return err ~= nil
end

---@param sql string one or more statements
---@param callback? fun(data, columns: integer, values: string[], names: string[]): integer?
function Db:exec(sql, callback, data)
  if callback then
    local names, rows = self._db:list(sql)
    if failed(self, not names and rows or nil) then return sqlite3.ERROR end
    for _, row in ipairs(rows) do
      if (callback(data, #names, row, names) or 0) ~= 0 then return 4 end
    end
    return sqlite3.OK
  end
  local count, id = self._db:exec(sql)
  if failed(self, not count and id or nil) then return sqlite3.ERROR end
  self._changes, self._id = count, id or self._id
  return sqlite3.OK
end
Db.execute = Db.exec

function Db:changes() return self._changes end
function Db:last_insert_rowid() return self._id end
function Db:errmsg() return self._err end
Db.error_message = Db.errmsg
function Db:errcode() return self._err == "not an error" and sqlite3.OK or sqlite3.ERROR end
Db.error_code = Db.errcode
function Db:isopen() return not self._closed end

function Db:close()
  self._closed = true
  self._db:close()
  return sqlite3.OK
end
Db.close_vm = Db.close

---@return table? stmt
---@return integer? code
function Db:prepare(sql)
  return setmetatable({ _owner = self, _sql = sql, _values = { n = 0 }, _at = 0 }, Stmt)
end

function Db:nrows(sql) return self:prepare(sql):nrows() end
function Db:rows(sql) return self:prepare(sql):rows() end
function Db:urows(sql) return self:prepare(sql):urows() end

function Stmt:bind(index, value)
  self._values[index] = value
  self._values.n = math.max(self._values.n, index)
  return sqlite3.OK
end

function Stmt:bind_values(...)
  self._values = { n = select("#", ...), ... }
  return sqlite3.OK
end

---Runs the statement if it has not run; true unless it failed.
local function run(self)
  if self._rows then return true end
  local owner = self._owner
  local v = self._values
  if self._sql:lower():find("^%s*insert") then
    local count, id = owner._db:exec(self._sql, unpack(v, 1, v.n))
    if failed(owner, not count and id or nil) then return false end
    owner._changes, owner._id = count, id or owner._id
    self._names, self._rows = {}, {}
    return true
  end
  local names, rows = owner._db:list(self._sql, unpack(v, 1, v.n))
  if failed(owner, not names and rows or nil) then return false end
  self._names, self._rows = names, rows
  if #names == 0 then owner._changes = owner._db:value("SELECT changes()") end
  return true
end

function Stmt:step()
  if not run(self) then return sqlite3.ERROR end
  self._at = self._at + 1
  return self._rows[self._at] and sqlite3.ROW or sqlite3.DONE
end

function Stmt:reset()
  self._rows, self._at = nil, 0
  return sqlite3.OK
end

function Stmt:finalize() return self:reset() end

function Stmt:columns()
  return run(self) and #self._names or 0
end

function Stmt:get_value(index) return self._rows[self._at][index + 1] end
function Stmt:get_name(index) return run(self) and self._names[index + 1] or nil end
function Stmt:get_names() return run(self) and self._names or {} end
function Stmt:get_values() return self._rows[self._at] end
function Stmt:get_uvalues() return unpack(self._rows[self._at], 1, #self._names) end

function Stmt:get_named_values()
  local named, row = {}, self._rows[self._at]
  for i, name in ipairs(self._names) do named[name] = row[i] end
  return named
end

---An iterator that steps the statement and gives what `get` makes of each row.
local function each(self, get)
  self:reset()
  return function()
    local state = self:step()
    if state == sqlite3.ROW then return get(self) end
    if state == sqlite3.ERROR then error(self._owner._err, 2) end
  end
end

function Stmt:nrows() return each(self, Stmt.get_named_values) end
function Stmt:rows() return each(self, Stmt.get_values) end
function Stmt:urows() return each(self, Stmt.get_uvalues) end

return sqlite3
