for i = 3, 1, -1 do io.write(i, " ") end print()
for i = 1, 0 do print("never") end
for i = 1, 2, 0.5 do io.write(i, " ") end print()
for i = 2147483646, 2147483648 do io.write(i, " ") end print()
for i = "1", "2" do io.write(i, " ") end print()
local n = 0 while true do n = n + 1 if n > 5 then break end end print(n)
repeat local z = n n = n - 1 until z < 3 print(n)
do local i = 1 ::top:: if i <= 3 then io.write(i, " ") i = i + 1 goto top end print() end
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end io.write(i, j, " ") ::continue:: end end print()
local fns = {} for i = 1, 3 do fns[i] = function() i = i + 10 return i end end
print(fns[1](), fns[1](), fns[2](), fns[3]())
local ws = {} local i = 1 while i < 4 do local j = i ws[i] = function() j = j + 1 return j end i = i + 1 end
print(ws[1](), ws[1](), ws[2](), ws[3]())
local gs = {} do local k = 1 ::again:: local c = k gs[k] = function() c = c + 1 return c end k = k + 1 if k < 4 then goto again end end
print(gs[1](), gs[1](), gs[2](), gs[3]())
local function counter() local c = 0 return function() c = c + 1 return c end, function() return c end end
local inc, get = counter() inc() inc() print(get())
local function va(...) local a, b = ... return select("#", ...), a, b, ... end
print(va()) print(va(1)) print(va(1, 2, 3)) print((va(1, 2)))
print(#{va(1, 2, 3)}, #{va(1, 2, 3), 1}, select("#", va(va(1))))
local function big(...) return ... end
print(select("#", big(table.unpack({}, 1, 200))))
local t = {} for i = 1, 120 do t[i] = i end
print(#t, select("#", table.unpack(t)), (select(100, table.unpack(t))))
local many = {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,table.unpack(t)}
print(#many, many[55], many[56], many[175])
local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + 1) end
print(tail(200000, 0))
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(100001))
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
print(deep(10000))
print(1 and 2, nil and 1, false or "x", nil or false, not nil, not 0, 1 == 1.0, "1" == 1)
print(10 % 3, -10 % 3, 10 % -3, -10 % -3, 5.5 % 2, -5.5 % 2, 2 ^ 10, 7 / 2, 1e308 * 10, -7 / 0)
print("10" + 5, "0x10" * 2, " 3 " - 1, 10 .. 20, -"2", "1e1" / 1)
print(2147483647 + 1, -2147483648 - 1, 65536 * 65536, 2 ^ 53 + 1, 123456789 * 987654321)
print("a" < "b", "a" < "B", "\200" > "a", "" < "a", "a\0b" < "a\0c", "abc" <= "abc")
print(0x10, 0xA.8p1, 1e2, .5, 3., 0xffffffffff)
print(math.huge, -math.huge, 1 / 3, 100, 1e100, 123456.789, 1e14, 1e15, 0.1, 1e-5)
print(tostring(nil), tostring(true), tostring(12), tostring(1.5))
print(tonumber("0x1p4"), tonumber("  12  "), tonumber("1 2"), tonumber(""), tonumber("z", 36), tonumber("ff", 16), tonumber("8", 8), tonumber("-ff", 16), tonumber("1e"), tonumber({}))
print(select(-1, 1, 2, 3), select(2, "a", "b", "c"))
print(next({}), next({5}), type(next), rawequal("a", "a"))
local s = {} for k, v in pairs({10, 20, 30, x = 1}) do s[#s + 1] = tostring(k) .. "=" .. tostring(v) end table.sort(s) print(table.concat(s, ","))
local del = {} for i = 1, 20 do del["k" .. i] = i end for k in pairs(del) do del[k] = nil end print(next(del))
for i, v in ipairs({1, 2, nil, 4}) do io.write(i, ":", v, " ") end print()
local env = {print = print} local f = load("x = 5 print(x) return _ENV", "c", "t", env) print(f() == env, env.x, x)
do local _ENV = {y = 3} y = y + 1 z = y end print(y, z)
print(load("local a <const> = 1"))
print((function(a, b, ...) return a, b, select("#", ...) end)(1))
local parts = {} print(load(function() local p = ({"return ", "1", "+2"})[#parts + 1] parts[#parts + 1] = 1 return p end)())
