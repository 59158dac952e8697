-- A yield inside every kind of call that Lua itself makes, and what each instruction makes of it.
local yield = coroutine.yield
local function drive(name, f)
  local co = coroutine.create(f)
  local out = { name }
  local v
  for i = 1, 50 do
    local r = table.pack(coroutine.resume(co, v))
    for j = 1, r.n do out[#out + 1] = tostring(r[j]) end
    if coroutine.status(co) == "dead" then break end
    v = r[2]
    if type(v) == "number" then v = v + 1 end
  end
  print(table.concat(out, " "))
end
local function meta(events)
  local mt = {}
  for event, result in pairs(events) do
    mt[event] = function(a, b, c)
      local got = yield(event)
      if result == "got" then return got end
      return result
    end
  end
  return setmetatable({}, mt)
end
local arith = meta { __add = 1, __sub = 2, __mul = 3, __div = 4, __mod = 5, __pow = 6, __unm = 7, __len = 8, __concat = "c" }
drive("add", function() return arith + 1, 1 + arith end)
drive("sub", function() return arith - 1, 1 - arith end)
drive("mul div", function() return arith * 1, 1 / arith end)
drive("mod pow", function() return arith % 1, 2 ^ arith end)
drive("unm len", function() return -arith, #arith end)
drive("concat", function() return "a" .. arith, arith .. "b", "x" .. "y" .. arith .. "z" .. "w", arith .. arith end)
local index = meta { __index = "got" }
drive("index", function() local k = "key" return index.field, index[k], index[1] end)
local written = {}
local newindex = setmetatable({}, { __newindex = function(t, k, v) written[#written + 1] = k .. "=" .. tostring(v) yield(k) end })
drive("newindex", function() newindex.a = 1 newindex[2] = "two" local k = "c" newindex[k] = nil return table.concat(written, ",") end)
local self = setmetatable({}, { __index = function(t, k) yield("self " .. k) return function(this, x) return this == t, x end end })
drive("self", function() return self:method(5) end)
local env = setmetatable({}, { __index = function(t, k) return yield("env " .. k) end, __newindex = function(t, k, v) yield("set " .. k) rawset(t, k, v) end })
drive("global", load("local a = some x = 5 return a, x, other", "env", "t", env))
local lt = function(result) return meta { __lt = result, __le = result, __eq = result } end
for _, result in ipairs { true, false } do
  local a, b = lt(result), nil
  b = setmetatable({}, getmetatable(a))
  drive("compare " .. tostring(result), function()
    local out = {}
    if a < b then out[#out + 1] = "lt" end
    if a <= b then out[#out + 1] = "le" end
    if a == b then out[#out + 1] = "eq" end
    if a > b then out[#out + 1] = "gt" end
    if a >= b then out[#out + 1] = "ge" end
    if a ~= b then out[#out + 1] = "ne" end
    if not (a < b) then out[#out + 1] = "not lt" end
    while a < b do out[#out + 1] = "while" break end
    repeat out[#out + 1] = "repeat" until a < b or #out > 12
    local x, y = a < b, a == b
    return table.concat(out, " "), x, y, a < b and "and" or "or"
  end)
end
local onlylt = setmetatable({}, { __lt = function() yield("lt for le") return false end })
local other = setmetatable({}, getmetatable(onlylt))
drive("le by lt", function() if onlylt <= other then return "yes" end return "no" end)
drive("constant", function() local m = meta { __lt = true, __add = "sum" } if m < 5 then return m + 3 end end)
local callable = setmetatable({}, { __call = function(t, a, b) return yield("call"), a, b end })
drive("call", function() local x = callable(1, 2) local a, b, c = callable(3, 4) return x, a, b, c, callable(5) end)
drive("tail call", function() return callable("x", "y") end)
drive("tail yield", function() return yield("tail") end)
drive("yield many", function() local t = { yield(1), yield(2), select("#", yield(3, nil, nil)) } return #t, t[1], t[3] end)
drive("varargs", function() local function f(...) return select("#", ...), (...) end return f(yield("a"), yield("b", "c")) end)
drive("iterator", function()
  local sum = 0
  for i in function(s, c) yield("next") if (c or 0) < 3 then return (c or 0) + 1 end end do sum = sum + i yield("body") end
  return sum
end)
drive("generic for", function()
  local out = {}
  for a, b, c in function(s, i) if i < 2 then return i + 1, yield("b"), "c" end end, nil, 0 do out[#out + 1] = a .. tostring(b) .. c end
  return table.concat(out, ",")
end)
drive("pcall", function()
  local ok, a = pcall(function() local x = yield("in") if x then error({ code = x }) end end)
  return ok, type(a), a.code, pcall(yield, "direct")
end)
drive("pcall nested", function()
  return pcall(pcall, pcall, function() yield("deep") error("e", 0) end)
end)
drive("pcall loop", function()
  local n = 0
  for i = 1, 5 do local ok, v = pcall(function() yield(i) if i % 2 == 0 then error("even", 0) end return i end) n = n + (ok and v or 100) end
  return n
end)
drive("xpcall", function()
  return xpcall(function(a) yield(a) local x = nil + 1 end, function(m) return "handled " .. m end, "arg")
end)
drive("error after", function() yield("first") error("plain") end)
drive("error value", function() yield("first") error(setmetatable({}, { __tostring = function() return "an object" end })) end)
drive("error nil", function() yield("first") error() end)
drive("recursion", function()
  local function walk(n) if n == 0 then yield("leaf") return 0 end return 1 + walk(n - 1) end
  return walk(20)
end)
drive("tail recursion", function()
  local function walk(n) if n == 0 then return yield("leaf") end return walk(n - 1) end
  return walk(100)
end)
drive("closures", function()
  local fs = {}
  for i = 1, 3 do local v = yield(i) fs[i] = function() v = v + 1 return v end end
  return fs[1](), fs[2](), fs[3](), fs[1]()
end)
drive("nested coroutines", function()
  local inner = coroutine.wrap(function() yield("i1") pcall(function() yield("i2") end) return "i3" end)
  yield(inner()) yield(inner())
  return inner()
end)
drive("native start", yield)
drive("pcall start", pcall)
print(coroutine.resume(coroutine.create(pcall), yield, 1))
local wrapped = coroutine.wrap(function() pcall(function() yield(1) end) local x = nil .. "y" end)
print(wrapped()) print(pcall(wrapped)) print(pcall(wrapped))
local co = coroutine.create(function() local function f() yield() end pcall(f) yield() end)
coroutine.resume(co) print(debug.traceback(co)) coroutine.resume(co) print(debug.traceback(co))
co = coroutine.create(function() local a = {} yield() a.b.c = 1 end)
coroutine.resume(co) print(coroutine.resume(co)) print(debug.traceback(co)) print(coroutine.status(co), coroutine.resume(co))
co = coroutine.wrap(function() error({}) end) print(type(select(2, pcall(co))))
co = coroutine.wrap(function() error("wrapped") end) print(select(2, pcall(function() co() end)))
co = coroutine.wrap(function() error(42) end) print(select(2, pcall(function() co() end)))
co = coroutine.wrap(function() error("no position", 0) end) print(select(2, pcall(function() co() end)))
print(select(2, pcall(coroutine.wrap(function() return pcall(coroutine.wrap(function() error("twice") end)) end))))
print(pcall(function() coroutine.status() end)) print(pcall(function() coroutine.status(5) end))
print(pcall(function() coroutine.wrap() end)) print(pcall(function() coroutine.create({}) end))
co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co))
local statuses = {}
local a, b
a = coroutine.create(function() coroutine.resume(b) statuses[#statuses + 1] = coroutine.status(b) end)
b = coroutine.create(function() statuses[#statuses + 1] = coroutine.status(a) .. coroutine.status(b) yield() end)
coroutine.resume(a) print(table.concat(statuses, " "), coroutine.status(a), coroutine.status(b))
co = coroutine.create(function() local function deep(n) if n > 0 then return deep(n - 1) + 1 end yield("bottom") return 0 end return deep(5000) end)
print(coroutine.resume(co)) print(coroutine.resume(co))
local count = 0
for v in coroutine.wrap(function() for i = 1, 3 do for w in coroutine.wrap(function() for j = 1, i do yield(j) end end) do yield(w * i) end end end) do count = count + v end
print(count)
