-- Databases. Statements wait without blocking the loop; parameters are always passed separately
-- from the text. NULL is nil, a blob a string; a number that Lua cannot hold exactly (integers beyond
-- 2^53, long decimals) is a string of digits. SQLite, PostgreSQL and MySQL need only a URL; for other
-- databases put the JDBC driver's jar into the directory `lib` (or the one named by SOCKETLEY_LIB).
-- Natives: DbNatives.java.

local native, check = ...

---@class socketley.db
local db = {}

local OPTIONS = { rows_max = "integer", connections_max = "integer" }
local ROWS_MAX = 100000
local CONNECTIONS_MAX = 8

---What databases and transactions have in common.
---@class socketley.DbSession
local Session = {}

---An open database, which is closed with the script.
---@class socketley.Database: socketley.DbSession
local Database = {}

---A transaction, valid inside the function that `db:transaction` calls.
---@class socketley.Transaction: socketley.DbSession
local Transaction = {}

---Rows of a query, each a table from column name to value.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---for _, row in ipairs(db:query("SELECT ? AS n", 7)) do assert(row.n == 7) end
---```
---@param sql string with `?` for each parameter
---@param ... nil|boolean|number|string parameters; a string that is no UTF-8 is a blob
---@return table<string, any>[]? rows nil when refused
---@return string? err the database's words
---@return socketley.ErrorCode? code `EDB`, or `ELIMIT` for more than `rows_max` rows
function Session:query(sql, ...)
  check.string("query", 1, sql)
  check.parameters("query", ...)
  return native.rows(self._handle, self._rows_max, sql, ...)
end

---First row of a query.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---assert(db:row("SELECT 1 AS a, 'x' AS b").b == "x")
---```
---@param sql string with `?` for each parameter
---@param ... nil|boolean|number|string parameters
---@return table<string, any>? row nil when there is none, or when refused
---@return string? err
---@return socketley.ErrorCode? code `EDB`
function Session:row(sql, ...)
  check.string("row", 1, sql)
  check.parameters("row", ...)
  return native.first(self._handle, self._rows_max, sql, ...)
end

---First column of the first row of a query.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---assert(db:value("SELECT count(*) FROM sqlite_master WHERE name = ?", "users") == 0)
---```
---@param sql string with `?` for each parameter
---@param ... nil|boolean|number|string parameters
---@return any value nil for NULL, for no row, and when refused
---@return string? err
---@return socketley.ErrorCode? code `EDB`
function Session:value(sql, ...)
  check.string("value", 1, sql)
  check.parameters("value", ...)
  return native.value(self._handle, self._rows_max, sql, ...)
end

---Rows of a query as arrays, and the names of their columns in order.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---local names, rows = db:list("SELECT 1 AS a, NULL AS b")
---assert(names[2] == "b" and rows[1][1] == 1)
---```
---@param sql string with `?` for each parameter
---@param ... nil|boolean|number|string parameters
---@return string[]? names nil when refused
---@return any[][]|string rows, or the message when refused
---@return socketley.ErrorCode? code `EDB`, or `ELIMIT` for more than `rows_max` rows
function Session:list(sql, ...)
  check.string("list", 1, sql)
  check.parameters("list", ...)
  return native.lists(self._handle, self._rows_max, sql, ...)
end

---Runs a statement that changes something. Without parameters SQLite runs several, split by `;`.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---assert(db:exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)"))
---local count, id = db:exec("INSERT INTO t (name) VALUES (?)", "ann")
---assert(count == 1 and id == 1)
---```
---@param sql string with `?` for each parameter
---@param ... nil|boolean|number|string parameters
---@return integer? count changed rows; nil when refused
---@return integer|string? id of the row that an INSERT made, or the message when refused
---@return socketley.ErrorCode? code `EDB`
function Session:exec(sql, ...)
  check.string("exec", 1, sql)
  check.parameters("exec", ...)
  return native.exec(self._handle, self._rows_max, sql, ...)
end

---Rolls back, and raises again, when `fn` raised; else commits and gives what `fn` gave.
local function finish(tx, ok, ...)
  local done, err, code = native.finish(tx._handle, ok)
  if not ok then error((...), 0) end
  if not done then return nil, err, code end
  return ...
end

---Calls `fn` in a transaction: committed when it returns, rolled back when it raises. Statements
---of this task on the database take part; those of other tasks wait.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---db:exec("CREATE TABLE t (n)")
---db:transaction(function(tx)
---  tx:exec("INSERT INTO t VALUES (?)", 1)
---  tx:exec("INSERT INTO t VALUES (?)", 2)
---end)
---assert(db:value("SELECT sum(n) FROM t") == 3)
---```
---@param fn fun(tx: socketley.Transaction): ...
---@return any ... what `fn` returned; nil when the database refused
---@return string? err
---@return socketley.ErrorCode? code `EDB`, or `ESTATE` inside another transaction
function Database:transaction(fn)
  check.callable("transaction", 1, fn)
  local handle, err, code = native.begin(self._handle)
  if not handle then return nil, err, code end
  local tx = setmetatable({ _handle = handle, _rows_max = self._rows_max }, Transaction)
  return finish(tx, pcall(fn, tx))
end

---Closes the database after the running statement; waiting ones are refused.
---
---```lua
---local db = assert(socketley.db.open("sqlite::memory:"))
---assert(db:close() == true)
---local value, err, code = db:value("SELECT 1")
---assert(code == "ECLOSED")
---```
---@return boolean closed false when it was closed already
function Database:close()
  return native.close(self._handle)
end

for name, method in pairs(Session) do
  Database[name] = method
  Transaction[name] = method
end
Database.__index = Database
Database.__name = "socketley.Database"
Transaction.__index = Transaction
Transaction.__name = "socketley.Transaction"

---Opens a database and waits until it is open. A relative SQLite file is beside the script.
---
---```lua
---local db, err, code = socketley.db.open("sqlite:/no/such/directory/x.db")
---assert(db == nil and code == "EDB")
---```
---`sqlite:users.db`, `sqlite::memory:`, `postgres://user:password@host/name`, `mysql://…` and any
---`jdbc:…` are accepted.
---@param url string
---@param options? socketley.DbOptions
---@return socketley.Database? db nil when it does not open
---@return string? err
---@return socketley.ErrorCode? code `EDB`, or `EINVAL` for an unknown kind of URL
function db.open(url, options)
  check.string("open", 1, url)
  check.options("open", 2, options, OPTIONS)
  options = options or {}
  local handle, err, code = native.open(url, options.connections_max or CONNECTIONS_MAX)
  if not handle then return nil, err, code end
  return setmetatable({ _handle = handle, _rows_max = options.rows_max or ROWS_MAX }, Database)
end

return { db = check.namespace("socketley.db", db) }
