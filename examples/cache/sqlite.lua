-- A cache in front of a SQLite table: reads go through to it, writes follow behind.
-- Run:  ./socketley --lua examples/cache/sqlite.lua
-- Try:  redis-cli -p 6381 GET 1          "ann"
--       redis-cli -p 6381 SET 2 bob      OK, and soon a row of the table
--       redis-cli -p 6381 DEL 1          (integer) 1, and the row goes

local db = assert(socketley.db.open("sqlite:names.db"))
assert(db:exec("CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, name TEXT)"))
assert(db:exec("INSERT INTO users VALUES ('1', 'ann') ON CONFLICT (id) DO NOTHING"))

socketley.cache("users", socketley.cache.through(db, "users",
  { key = "id", value = "name", ttl = 60, write = "behind" },
  {
    port = 6381,
    resp = true,
    write_delay_ms = 50, -- how long a change may wait for others
    stale_ttl = 600,     -- old values are better than errors while the database is away
    miss_ttl = 5,        -- and what it does not have need not be asked for again at once
  }))
