-- As sqlite.lua, with what several clients miss at a time read by one statement.
local file = os.tmpname() .. ".db"
local db = assert(socketley.db.open("sqlite:" .. file))
assert(db:exec("create table users (id integer primary key, name text)"))
assert(db:exec([[with recursive n(i) as (select 0 union all select i + 1 from n where i < 9999)
  insert into users select i, 'user ' || i from n]]))
local marks = {}
for count = 1, 64 do
  marks[count] = "select id, name from users where id in (?" .. (", ?"):rep(count - 1) .. ")"
end
socketley.cache("bench", { port = tonumber(os.getenv("BENCH_PORT")), bind = "127.0.0.1",
  maxmemory = "64M", eviction = "allkeys-random",
  on_miss_many = function(keys)
    local values = {}
    for first = 1, #keys, 64 do
      local ids, names = {}, {}
      for i = first, math.min(first + 63, #keys) do
        ids[#ids + 1] = tonumber(keys[i]:match("%d+$")) % 10000
      end
      local _, rows = assert(db:list(marks[#ids], unpack(ids)))
      for _, row in ipairs(rows) do names[row[1]] = row[2] end
      for i, id in ipairs(ids) do values[keys[first + i - 1]] = names[id] end
    end
    return values
  end })
