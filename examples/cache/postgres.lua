-- A cache in front of a PostgreSQL table: reads go through to it, writes wait for it. A row is a
-- JSON object of its columns.
-- Run:  DATABASE_URL=postgres://user@localhost:5432/shop ./socketley --lua examples/cache/postgres.lua
-- Try:  redis-cli -p 6382 SET apple '{"title":"Apple","price":"1.20"}'
--       redis-cli -p 6382 GET apple

local url = assert(os.getenv("DATABASE_URL"), "DATABASE_URL says where the database is")
local db = assert(socketley.db.open(url))
assert(db:exec([[CREATE TABLE IF NOT EXISTS products
  (sku TEXT PRIMARY KEY, title TEXT, price TEXT)]]))

socketley.cache("products", socketley.cache.through(db, "products",
  { key = "sku", columns = { "title", "price" }, ttl = 300 },
  { port = 6382, resp = true }))
