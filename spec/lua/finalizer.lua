-- __gc: which tables have it, what it is given, when it is called and in which order.
local log = {}
local meta = { __gc = function(o, ...) log[#log + 1] = tostring(o.n) .. select("#", ...) end }
local function object(n, m) return setmetatable({ n = n }, m or meta) end
-- Runs f, so that nothing of it is left on a stack.
local function away(f)
  coroutine.wrap(f)()
  for i = 1, 3 do coroutine.wrap(function() return 1 end)() end
end
local function collected(f)
  log = {}
  away(f)
  collectgarbage()
  print(#log, table.concat(log, " "))
end
collected(function() object(1) end)
collected(function() for i = 1, 5 do object(i) end end)
collected(function() local a, b = object("a"), object("b") a.b, b.a = b, a end)
collected(function() kept = object("kept") end)
collected(function() kept = nil end)
collected(function() object("true", { __gc = true }) end)
collected(function() local m = {} object("late", m) m.__gc = meta.__gc end)
collected(function() local m = { __gc = true } object("set", m) m.__gc = meta.__gc end)
collected(function() setmetatable(object("off"), nil) end)
collected(function() setmetatable(object("other"), { __gc = function() log[#log + 1] = "other's" end }) end)
collected(function() setmetatable(setmetatable(object("twice"), nil), meta) end)
collected(function() getmetatable(object("same")).x = 1 end)
-- Alive again: what it refers to is there, it is finalized once only.
local back
collected(function() object("back", { __gc = function(o) back = o setmetatable(o,
  meta) end }).inner = { 7 } end)
print(back.n, back.inner[1])
collected(function() back = nil end)
-- An error reaches who collects.
print(pcall(function()
  away(function() object(1, { __gc = function() error("in gc", 0) end }) end)
  collectgarbage()
end))
print(pcall(collectgarbage))
-- Finalizers may collect, fail under pcall.
collected(function() object(1, { __gc = function() collectgarbage() pcall(error) log[1] = "ran" end }) end)
collected(function() end)
print(type(setmetatable({}, { __gc = 5 })))
-- At the end all that are left are called, the youngest first.
last = {}
for i = 1, 4 do last[i] = setmetatable({}, { __gc = function() print("close", i) end }) end
last[6] = setmetatable({}, { __gc = function() setmetatable({}, { __gc = function() print("never") end })
  end })
last[5] = setmetatable({}, { __gc = function() error("nobody hears this") end })
