-- What socketley.http.router() costs for one request, with 100 routes: µs for each kind of path.
local app = socketley.http.router()
local function answer(req) return req.params end
for i = 1, 25 do
  app:get("/literal" .. i .. "/list", answer)
  app:post("/literal" .. i .. "/list", answer)
  app:get("/users" .. i .. "/:id", answer)
  app:get("/api/v1/things" .. i .. "/:thing/parts/:part", answer)
end

local kinds = {
  { "literal", "GET", "/literal17/list" },
  { "one name", "GET", "/users17/12345" },
  { "two names", "GET", "/api/v1/things17/abc/parts/9" },
  { "not found", "GET", "/api/v1/nothing/abc" },
}

local function round(kind, n)
  local req = { method = kind[2], path = kind[3], headers = {} }
  local began = os.clock()
  for _ = 1, n do app:handle(req) end
  return (os.clock() - began) / n * 1e6
end

for _, kind in ipairs(kinds) do
  round(kind, 300000)
  local times = {}
  for i = 1, 5 do times[i] = round(kind, 300000) end
  table.sort(times)
  print(("%-10s %.2f µs (%.2f to %.2f)"):format(kind[1], times[3], times[1], times[5]))
end
