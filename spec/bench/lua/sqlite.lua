-- A cache in front of a table in SQLite that has a row for every key.
local file = os.tmpname() .. ".db"
local db = assert(socketley.db.open("sqlite:" .. file))
assert(db:exec("create table users (id integer primary key, name text)"))
assert(db:exec([[with recursive n(i) as (select 0 union all select i + 1 from n where i < 9999)
  insert into users select i, 'user ' || i from n]]))
socketley.cache("bench", { port = tonumber(os.getenv("BENCH_PORT")), bind = "127.0.0.1",
  maxmemory = "64M", eviction = "allkeys-random",
  on_miss = function(key)
    local rows = assert(db:query("select name from users where id = ?", tonumber(key:match("%d+$")) % 10000))
    return rows[1].name
  end })
