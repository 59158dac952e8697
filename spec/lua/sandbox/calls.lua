-- Every function that can be reached, with hostile arguments in every place: what fails, fails in Lua's
-- words, and the state is as before.
local state = 12345
local function below(n)
  state = (state * 1103515245 + 12345) % 2 ^ 31
  return math.floor(state / 65536) % n + 1
end
local function boom() error({ "boom" }) end
local loud = setmetatable({}, { __index = boom, __newindex = boom, __call = boom, __tostring = boom,
  __len = boom,
  __eq = boom, __lt = boom, __le = boom, __concat = boom, __unm = boom, __add = boom, __pairs = boom,
  __ipairs = boom, __gc = boom, __metatable = boom, __mode = "kv", __name = boom })
local odd = setmetatable({}, { __len = function() return 2 ^ 10 end, __index = function() return "x" end,
  __tostring = function() return loud end, __call = function(...) return ... end })
local negative = setmetatable({ 1, 2 }, { __len = function() return -5 end })
local text = setmetatable({}, { __len = function() return "many" end })
local dead = coroutine.create(type) coroutine.resume(dead, 1)
local waiting = coroutine.create(coroutine.yield) coroutine.resume(waiting)
local values = { false, true, 0, -1, 1, 2, 255, 2 ^ 31, -2 ^ 31, 2 ^ 53, 1e308, 1 / 0, -1 / 0, 0 / 0,
  0.5, "", "x", "10",
  "\0", "%", "%s%s", "[", "%b", "(((", "%f", ("a"):rep(200), "!*t", "return 1", "\27Lua", "<i16", "z",
    "s8", loud, odd,
  negative, text, dead, waiting, print, boom, coroutine.wrap(boom), {}, { 1, 2, 3 }, { n = 1e9 }, _G,
    string, "=x", "bt" }
local functions = {}
local skip = { print = true, rep = true, load = true, wrap = true, create = true, resume = true, yield =
  true,
  pcall = true, xpcall = true, setmetatable = true, rawset = true, insert = true, remove = true, sort =
    true,
  move = true, collectgarbage = true, loadstring = true, randomseed = true, close = true, select = true }
for _, library in pairs{ _G, string, table, math, bit32, bit, utf8, os, debug, coroutine } do
  for name, f in pairs(library) do
    if type(f) == "function" and not skip[name] then functions[#functions + 1] = { name, f } end
  end
end
table.sort(functions, function(a, b) return a[1] < b[1] end)
local function clean(message, name)
  local ok, shown = pcall(tostring, message)
  if not ok then return end
  for _, word in ipairs{ "java%.", "dev%.socketley", "luaj", "Exception", "internal error", "at %w+%(" } do
    assert(not shown:find(word), name .. ": " .. shown)
  end
end
for _ = 1, 4000 do
  local f = functions[below(#functions)]
  local a, b, c, d = values[below(#values)], values[below(#values)], values[below(#values)],
    values[below(#values)]
  local n = below(5) - 1
  local ok, message
  if n == 0 then ok, message = pcall(f[2])
  elseif n == 1 then ok, message = pcall(f[2], a)
  elseif n == 2 then ok, message = pcall(f[2], a, b)
  elseif n == 3 then ok, message = pcall(f[2], a, b, c)
  else ok, message = pcall(f[2], a, b, c, d) end
  if not ok then clean(message, f[1]) end
end
-- Those that change what they are given get values of their own.
for _ = 1, 300 do
  local a, b, c = values[below(#values)], values[below(#values)], values[below(#values)]
  for _, f in ipairs{ table.insert, table.remove, table.sort, rawset, setmetatable } do
    local ok, message = pcall(f, { 3, 1, 2 }, a, b, c)
    if not ok then clean(message, "change") end
  end
  for _, f in ipairs{ coroutine.wrap, coroutine.create, coroutine.resume, coroutine.close, pcall, xpcall,
    select } do
    if a ~= coroutine.running() and type(a) ~= "thread" then
      local ok, message = pcall(f, a, b, c)
      if not ok then clean(message, "start") end
    end
  end
end
assert(("x"):rep(2) == "xx" and getmetatable("") == "locked" and #functions > 80)
assert(coroutine.status(dead) == "dead" and select("#", 1, 2) == 2)
