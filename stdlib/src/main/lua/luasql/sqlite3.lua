-- `require "luasql.sqlite3"`, over socketley.db.

local shim = ...

return shim("sqlite3", function(file) return "sqlite:" .. file end)
