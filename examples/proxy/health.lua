-- Backends that are asked for their health: one that answers badly gets no requests until it is well.
-- Run:     ./socketley --lua examples/proxy/health.lua
-- Try:     curl localhost:8089/                        one, then two, then three, in turns
--          curl -X POST 'localhost:8089/sick?two'      two is sick
--          curl localhost:8089/                        one and three in turns
--          curl -X POST 'localhost:8089/well?two'      and two takes part again
-- Prints:  a line when a backend falls ill or is well again

local NAMES = { "one", "two", "three" }
local CHECK_MS = 200

-- Three backends, which stand here for servers elsewhere. They say how they are at /health.
local sick = {}
for _, name in ipairs(NAMES) do
  socketley.server(name, {
    port = 0,
    on_http_request = function(req)
      if req.path == "/health" then return { status = sick[name] and 503 or 200, body = "" } end
      if req.method == "POST" then
        sick[req.query] = req.path == "/sick" or nil
        return req.query .. " is told\n"
      end
      return name .. "\n"
    end,
  })
end

-- The index in `backends`, from 0, of those that were well when they were asked last.
local well = { 0, 1, 2 }
local turn = 0

local function check()
  local now = {}
  for i, name in ipairs(NAMES) do
    local info = socketley.get(name)
    local url = ("http://127.0.0.1:%d/health"):format(info and info.port or 1)
    if socketley.http.get(url, { timeout_ms = 1000 }).ok then now[#now + 1] = i - 1 end
  end
  if #now ~= #well then print(#now .. " of " .. #NAMES .. " are well") end
  well = now
end

socketley.proxy("gateway", {
  port = 8089,
  backends = NAMES,
  tick_ms = CHECK_MS,
  on_tick = check,
  on_route = function()
    local index = well[turn % math.max(#well, 1) + 1]
    turn = turn + 1
    return index -- nil, when nobody is well: by turns
  end,
})
