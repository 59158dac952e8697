local log = {}
local mt = {
  __index = function(t, k) return k .. "!" end, __call = function(self, a, b) return a, b end,
  __tostring = function() return "MT" end, __concat = function(a, b) return type(a) .. type(b) end,
  __eq = function() return true end, __lt = function() return true end, __le = function() return false end,
  __len = function() return 42 end, __unm = function() return "neg" end,
  __add = function(a, b) return "add" end, __sub = function() return "sub" end, __mul = function() return "mul" end,
  __div = function() return "div" end, __mod = function() return "mod" end, __pow = function() return "pow" end,
}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a.foo, a[1], a(1, 2), tostring(a), a .. "x", "x" .. a, 1 .. a, a .. b, "x" .. "y" .. a .. "z")
print(a == b, a ~= b, a < b, a <= b, a > b, a >= b, a == 1, #a, -a)
print(a + 1, 1 + a, a - b, a * 2, 2 / a, a % 3, 2 ^ a)
local store = {}
local p = setmetatable({}, {__newindex = store, __index = store})
p.x = 1 print(rawget(p, "x"), store.x, p.x)
local q = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end})
q.n = 21 print(q.n) q.n = 5 print(q.n)
local chain = setmetatable({}, {__index = setmetatable({b = 2}, {__index = setmetatable({c = 3}, {__index = function(_, k) return k end})})})
print(chain.b, chain.c, chain.d)
local le = setmetatable({}, {__lt = function(x, y) return true end})
print(le <= le)
for k, v in pairs(setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end})) do print(k, v) end
for i, v in ipairs(setmetatable({}, {__ipairs = function(t) return function(_, i) if i < 2 then return i + 1, "v" end end, t, 0 end})) do print(i, v) end
print(rawequal(a, b), rawlen({1, 2}), rawlen("abc"), rawget(a, "foo"))
local callable = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
print(callable(), callable(nil), (callable(1, 2)))
print(pcall(callable, 1, 2))
local function tail() return callable(9) end
print(tail())
for x in setmetatable({}, {__call = function(self, s, c) c = (c or 0) + 1 if c < 3 then return c end end}) do print(x) end
local eq1 = setmetatable({}, {__eq = function() return false end})
local eq2 = setmetatable({}, {__eq = function() return true end})
print(eq1 == eq2, eq1 == eq1)
print(setmetatable({}, {__index = function() end}).x)
print(#setmetatable({1, 2, 3}, {}))
print(getmetatable("").__index == string)
print(("x"):rep(3), ("abc"):len(), #"abc")
