-- Functions whose code is longer than one JVM method may be.
local function generate(head, count, line, tail)
  local parts = { head }
  for i = 1, count do parts[#parts + 1] = (line:gsub("@", i)) end
  parts[#parts + 1] = tail
  return assert(load(table.concat(parts, "\n"), "=huge"))
end

local chain = generate("local x = ... if x == 0 then return 'zero'", 1500,
  "elseif x == @ then return 'v@', @", "else return 'none' end")
local constructor = generate("local n = ... return {", 1500,
  "{ id = @, name = 'n@', value = n * @ }, 'text @',", "}")
local sums = generate("local n, t = ... local s, u, calls = 0, 0.5, {} for i = 1, n do local z = i * 2", 700, [[
s = s + (t.x or @) % 7 u = u * 1.0001 + z
if u > 1e6 then u = u - 1e6 end
if s % 1000 == @ then do local c = s calls[#calls + 1] = function() c = c + 1 return c end end end]],
  "end return s, u, #calls, calls[1] and calls[1]()")
local varargs = generate("local first = ... local all = {...} local n = select('#', ...)", 600,
  "if first == @ then return @, all[1], ... end all[@] = first", "return #all, n, ...")
local nested = generate("local n = ... local s = 0 for i = 1, n do for j = 1, 3 do", 500,
  "if (i + j) % @ == 0 then s = s + @ else s = s - 1 end", "end while s > 1000 do s = s / 2 end end return s")
local yields = generate("local co, s = coroutine, 0 for i = 1, 3 do", 400,
  "if i == 2 and s % 97 == @ % 97 then s = s + (co.yield(@, s) or 1) end s = s + @", "end return s")
local cells = generate("local up, step = 0, function(f) return f() end for i = 1, 3 do local a, b = i, i * 0.5", 300,
  "a = a + step(function() up = up + a b = b + @ return b end)", "end return up")

for round = 1, 500 do
  local a, b = chain(round * 3)
  local c = chain(round)
  if round % 100 == 0 then print(a, b, c, chain(0), chain(-1), chain("x")) end
end
for round = 1, 450 do
  local t = constructor(round)
  if round % 150 == 0 then print(#t, t[2999].value, t[3000], t[1].name, t[999].id) end
end
for round = 1, 12 do print(sums(40, {}), sums(40, { x = 2.5 })) end
for round = 1, 450 do
  local a, b, c = varargs(round, "x")
  if round % 90 == 0 then print(a, b, c, varargs(round), varargs("none"), varargs()) end
end
print(nested(100), nested(101))
for round = 1, 10 do
  local co, seen, value = coroutine.wrap(yields), 0, 0
  repeat
    value = co(3)
    seen = seen + 1
  until seen > 10 or value > 1000
  print(seen, value)
end
for round = 1, 10 do print(cells()) end

-- Positions and names, beyond what a call site's number holds.
local function failing(count, line, tail)
  return generate("local t, at, pass = ... local s = 0", count,
    "if at == @ then " .. line .. " end if pass then s = s + t.x end", tail or "return s")
end
local index = failing(1000, "return s + t.y.z")
local call = failing(1000, "return t.nothing(@)")
local arithmetic = failing(1000, "s = s + t.x .. {}")
local error_ = failing(1000, "error('at @')")
for _, f in ipairs({ index, call, arithmetic, error_ }) do
  for at = 7, 2000, 137 do print(pcall(f, { x = 1 }, at, at % 2 == 0)) end
  for round = 1, 450 do f({ x = round }, 0, true) end
  for at = 7, 2000, 137 do print(pcall(f, { x = 1 }, at, at % 2 == 0)) end
  local _, trace = xpcall(f, debug.traceback, { x = 1 }, 900, true)
  print((trace:gsub("\n\t%[C%]: in %?$", "")))
end

-- A number that is none after all, in a loop that a function begins with.
local function upTo(x) while x < 10 do x = x + 1 end return x end
print(upTo(1), upTo(3.5), pcall(upTo, "5"), pcall(upTo, {}), pcall(upTo))
for round = 1, 500 do upTo(round % 7) end
print(upTo(1), upTo(3.5), pcall(upTo, "5"), pcall(upTo, {}), pcall(upTo))
