-- What hot code does must not differ from what cold code does: every function runs often enough.
local function times(n, f, ...) for _ = 1, n - 1 do f(...) end return f(...) end

-- Captured variables: one for each round, shared by those made in the same round.
local function counters()
  local made = {}
  for i = 1, 3 do
    local x = i * 10
    made[#made + 1] = function() x = x + 1 return x, i end
    made[#made + 1] = function() return x end
  end
  local w = 0
  while w < 3 do w = w + 1 local y = w made[#made + 1] = function() y = y + w return y end end
  repeat local z = w made[#made + 1] = function() z = z * 2 return z end w = w - 1 until z < 2
  return made
end
local made = times(600, counters)
for _, f in ipairs(made) do io.write(tostring(f()), " ") end
for _, f in ipairs(made) do io.write(tostring(f()), " ") end
print()

-- Numbers that stop being numbers where they were ones for long.
local function sum(list) local s = 0 for i = 1, #list do s = s + list[i] end return s end
times(600, sum, { 1, 2, 3.5 })
print(sum { 1, "2", 3 }, pcall(sum, { 1, {}, 3 }), pcall(sum, { 1, "x" }))
print(sum { 1, setmetatable({}, { __add = function(a, b) return 5 end }), 2 })
local function loop(a, b, c) local out = {} for i = a, b, c do out[#out + 1] = i end
  return table.concat(out, " ") end
times(600, loop, 1, 5, 1)
print(loop(1, 3, 0.5), loop("1", 3, 1), loop(3, 1, -1), pcall(loop, 1, {}, 1))
print(loop(2 ^ 31 - 2, 2 ^ 31 + 1, 1), loop(0.1, 0.35, 0.1), loop(1, 0 / 0, 1))
local function arith(a, b) return a + b, a - b, a * b, a / b, a % b, a ^ b, -a, a < b, a <= b, a == b end
times(600, arith, 7, 2)
print(arith(7, -2)) print(arith(-7.5, 2)) print(pcall(arith, "10", 3)) print(arith(2 ^ 53, 1))
print(pcall(arith, nil, 1)) print(pcall(arith, 1, true))
local function wide(n) local a = 1 for i = 1, n do a = a * 3 + i end return a end
times(600, wide, 5) print(wide(10), wide(60), wide(0))

-- Recursion as deep as before; tail calls without end; errors that end deep ones.
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
times(600, deep, 10) print(deep(20000))
local function even(n) if n == 0 then return true, "even" end return (function() return odd(n - 1) end)() end
function odd(n) if n == 0 then return false end return even(n - 1) end
times(300, even, 10) print(even(100000))
local function endless(n) return 1 + endless(n + 1) end
print(select("#", pcall(endless, 1)), (pcall(endless, 1)))

-- Errors: places and names.
local t = { f = {} }
local function fails(kind, v)
  if kind == 1 then return v.x.y end
  if kind == 2 then return t.f.g.h end
  if kind == 3 then v() end
  if kind == 4 then t.f.nothing() end
  if kind == 5 then t:missing() end
  if kind == 6 then return v + 1 end
  if kind == 7 then return "a" .. v end
  if kind == 8 then return #v end
  if kind == 9 then undefinedglobal.x = 1 end
  if kind == 10 then t.f.q.r = 1 end
  if kind == 11 then error("mine", 2) end
  if kind == 12 then error({}) end
  if kind == 13 then return v < 1 end
  if kind == 14 then string.rep() end
  return -v
end
local function caller(kind, v) local r = fails(kind, v) return r end
times(600, caller, 15, 1)
for kind = 1, 15 do print(kind, (tostring(select(2, pcall(caller, kind, nil))):gsub("0x%x+", ""))) end
print((select(2, xpcall(function() caller(3, nil) end, function(m) return (debug.traceback(m, 2)) end))
  :gsub("\n%s*%[C%]: in %?$", "")))

-- Several values, in and out.
local function many(...) local a, b = ... return select("#", ...), b, a, ... end
times(600, many, 1, 2, 3)
print(many()) print((many(1))) print(many(nil, nil)) print(select("#", many(1, 2, 3)))
local function none() end
times(600, none) print(none()) print((none())) print(pcall(none))

-- Yields out of everything.
local function generate(n) for i = 1, n do coroutine.yield(i) end return "end" end
local function all(n) local out = {} for v in coroutine.wrap(generate), n do out[#out + 1] = tostring(v)
  if v == "end" then break end end return table.concat(out, " ") end
local meta = setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end,
  __add = function() return coroutine.yield("add") end, __lt = function() return coroutine.yield("lt") end })
local co = coroutine.wrap(function() for _ = 1, 500 do local x = meta.key + 1
  if meta < meta then x = x + (meta + 1) end coroutine.yield(x) end end)
local answers = {}
for i = 1, 700 do answers[#answers + 1] = tostring(co(i)) end
print(table.concat(answers, " ", 1, 30)) print(#answers, answers[700])

-- Logic that keeps values.
local function logic(a, b) local c = a and b or "none" local d = a or b local e = not a
  a = b and a or a return c, d, e, a, a == nil, b ~= false end
times(600, logic, 1, 2)
print(logic(nil, 1)) print(logic(false, nil)) print(logic(1, false)) print(logic("x", 0))
local function generic() local out = {} for k, v in pairs { 10, 20, x = 1 } do out[#out + 1] = tostring(k) .. v end
  for k in ("a,b,c"):gmatch("%a") do out[#out + 1] = k end return table.concat(out, " ") end
print(times(600, generic))
