-- Call chains: names, files and lines of errors and tracebacks through natives, metamethods, iterators,
-- coroutines and chunks made at run time, by cold functions and by hot ones.
local function plain(text)
  return (tostring(text):gsub("[^\n\t ]*/", ""):gsub("0x%x+", "0x"):gsub("\n%s*%[C%]: in %?$", ""))
end
local function chain(what, f, ...)
  print("-- " .. what)
  print(plain(select(2, xpcall(f, debug.traceback, ...))))
end

local function fails(x) local y = x.field.sub return y end
local object = { name = "o" }
function object.plain(x) local r = fails(x) return r end
function object:method(x) local r = self.plain(x) return r end
local function upvalue(x) local r = object:method(x) return r end
function globally(x) local r = upvalue(x) return r end

chain("functions of every kind", function() local r = globally({}) return r end)
chain("a native fails", function() local s = ("x"):rep(1, 2, 3) return (nil .. s) end)
chain("bad argument of a method", function() local s = ("x"):rep({}) return s end)
chain("bad argument of a field", function() local s = string.rep("x", {}) return s end)
chain("bad argument of a local", function() local rep = string.rep local s = rep() return s end)
chain("error with a level", function() local function f() error("deep", 2) end f() end)
chain("error without a position", function() error("plain", 0) end)
chain("error with a table", function()
  error(setmetatable({}, { __tostring = function() return "t" end }))
end)
chain("error with nil", function() error() end)

chain("under pcall", function() local ok, m = pcall(globally, {}) error(m, 0) end)
chain("in a comparator", function() table.sort({ 3, 2, 1 }, function(a, b) return a < b.c end) end)
chain("in a replacement", function() local s = ("abc"):gsub("b", function(c) return c.x.y end) return s end)
chain("in a reader", function() local f = load(function() local t = nil return t.x end) return f end)
chain("in tostring", function()
  local s = tostring(setmetatable({}, { __tostring = function(t) return t.x.y end })) return s
end)

local function meta(event, f) return setmetatable({}, { [event] = f }) end
local function bad(a) local r = a.b.c return r end
chain("__index", function()
  local r = meta("__index", function(t, k) local r = k.x.y return r end).x return r
end)
chain("__newindex", function()
  meta("__newindex", function(t, k, v) local r = v.x.y return r end).x = {}
end)
chain("__add", function()
  local r = meta("__add", function(a, b) local r = b.x.y return r end) + {} return r
end)
chain("__call", function() meta("__call", function(self, x) local r = x.y.z return r end)({}) end)
chain("__concat", function()
  local r = meta("__concat", function(a, b) error("joined") end) .. "x" return r
end)
chain("__eq", function()
  local m = { __eq = function(a, b) error("equal") end }
  local r = setmetatable({}, m) == setmetatable({}, m)
  return r
end)
chain("__lt", function() local r = meta("__lt", function(a, b) error("less") end) < {} return r end)
chain("__len", function() local r = #meta("__len", function(a) error("length") end) return r end)
chain("__unm", function() local r = -meta("__unm", function(a) error("minus") end) return r end)
chain("__pairs", function()
  for k in pairs(meta("__pairs", function(t) error("walked") end)) do return k end
end)

chain("an iterator", function() for x in function() error("stepped") end do return x end end)
chain("an iterator with a state", function()
  local function step(s, i) local r = s.x.y return r, i end
  for x in step, {}, 1 do return x end
end)
chain("a chunk made at run time", function() load("local t\nreturn t.x", "=made")() end)
chain("a chunk with a long name", function() load("\n\nerror('long')", ("=" .. ("n"):rep(100)))() end)
chain("a chunk named by its source", function() load("local x = 1\nerror('source')")() end)
chain("variable arguments", function(...) local t = { ... } local r = t[1].x.y return r end, {})

local function nested(n) if n == 0 then error("bottom") end local r = nested(n - 1) return r end
chain("deep", nested, 5)
-- In a coroutine, as the program lua has a level of its own below all others.
for _, depth in ipairs{ 18, 19, 20, 21, 60 } do
  coroutine.wrap(chain)("too deep to be shown whole", nested, depth)
end

print("-- tail calls")
local function last(x) return fails(x) end
local function chained(x) return last(x) end
local function turns(n) if n == 0 then error("turned") end return turns(n - 1) end
local function mixed(x) local r = chained(x) return r end
local function odd(n) if n == 0 then error("odd") end local r = turns(n) return r end
local function tails()
  chain("one", last, {})
  chain("two", chained, {})
  chain("below a call", mixed, {})
  chain("of itself", turns, 5)
  chain("of itself below a call", odd, 5)
  chain("under pcall", function(x) local ok, m = pcall(chained, x) error(m, 0) end, {})
  chain("of pcall", function(x) return select(2, pcall(mixed, x)).y.z end, {})
  chain("in a comparator", function()
    table.sort({ 2, 1 }, function(a, b) return fails({ a }) end)
  end)
  chain("of a method", function() return object:method({}) end)
  chain("in a metamethod", function()
    local r = meta("__index", function(t, k) return fails({}) end).x return r
  end)
  chain("in a coroutine", function() coroutine.wrap(function() return chained({}) end)() end)
  chain("after one that has ended", function()
    pcall(chained, {})
    local r = fails({}) return r
  end)
end
tails()
for _ = 1, 1000 do pcall(chained, {}) pcall(turns, 3) pcall(mixed, {}) pcall(odd, 2) end
tails()
print(debug.getinfo(1, "t").istailcall, (function() return debug.getinfo(1, "t").istailcall end)())
local function asks() local i = debug.getinfo(1, "t") return i.istailcall end
print((function() return asks() end)())

print("-- coroutines")
local co = coroutine.create(function(x) local y = coroutine.yield(x) local r = fails(y) return r end)
print(coroutine.resume(co, 1))
print(plain(debug.traceback(co)))
print(plain(select(2, coroutine.resume(co, {}))))
print(plain(debug.traceback(co)), coroutine.status(co))
chain("through wrap", function() coroutine.wrap(function() local r = globally({}) return r end)() end)
chain("through a resume that tells", function()
  local ok, message = coroutine.resume(coroutine.create(function() error({ code = 7 }) end))
  error(message.code, 0)
end)
print(pcall(coroutine.wrap(function() error(nil) end)))

print("-- hot")
local function hot(t, n) local sum = 0 for i = 1, n do sum = sum + t[i].v end return sum end
local t = {} for i = 1, 300 do t[i] = { v = i } end
for _ = 1, 300 do hot(t, 300) end
t[300] = nil
chain("a loop that was compiled meanwhile", function() local r = hot(t, 300) return r end)
for _ = 1, 3000 do pcall(globally, {}) end
chain("functions that were compiled meanwhile", function() local r = globally({}) return r end)
chain("and a native between", function()
  table.sort({ 1, 2 }, function(a, b) local r = globally({}) return r end)
end)
