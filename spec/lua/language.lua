-- Each statement, operator and opcode; orders of evaluation; scopes; jumps.
dofile "support/case.lua"
local log
function trace(...)
  log[#log + 1] = tostring((...)):gsub("0x%x+", "0x")
  return ...
end
local function traced(source)
  log = {}
  case(source)
  print("  trace: " .. table.concat(log, " "))
end
-- constants and loads
case "nil, true, false, 1, -1, 0.5, 1e3, 0xA, 0Xa.8p1, 'a', \"b\", [[c]], [==[d]]]==]"
case "3 == 3.0, '3' == 3, 0 == -0"
case "'\\65\\066\\x41\\z   b\\\nc\\\"\\'\\\\\\a\\b\\f\\n\\r\\t\\v\\0'" case "#[[\n\nx]]" case "'\\300'"
case "'\\xg'" case "'\\q'" case "'abc"
case "[[abc" case "[=[abc]]" case "0x" case "1e+" case "3x" case "1..2" case "0x1p" case "'a\nb'"
case "--[[ open" case "--[==[ x ]==] 5"
-- arithmetic on all kinds
for _, op in ipairs{ "+", "-", "*", "/", "%", "^", "..", "<", "<=", ">", ">=", "==", "~=", "and", "or" } do
  for _, pair in ipairs{ "2 %s 3", "-7 %s 3", "7 %s -3", "'10' %s 5", "1e308 %s 10", "(1/0) %s 2",
  "2 %s (1/0)", "nil %s 1", "1 %s nil",
    "{} %s 1", "'a' %s 'b'", "'a' %s 1", "true %s true", "print %s print", "0 %s 0", "5 %s 0", "0.5 %s 0.25",
    "2^53 %s 1" } do
    case((pair:gsub("%%s", (op:gsub("%%", "%%%%")))))
  end
end
case "-2^2" case "2^3^2" case "-'2'" case "- - 3" case "not nil" case "not 0" case "#'abc'" case "#{1, 2}"
case "#5" case "-{}" case "-nil" case "-'x'"
case "1 .. 2" case "'a' .. 'b' .. 'c' .. 1 .. 2.5" case "2 .. nil" case "1 < 2 == true" case "not 1 == 2"
case "1 + 2 .. 3 + 4" case "'a' < 'b' and 'B' < 'a'"
case "'' < 'a', 'a' < 'a\\0', 'a\\0a' < 'a\\0b', '\\200' > 'a'" case "2 < '3'"
case "'3' + 4, '0x10' * 2, '1e1' - 1"
case "10 % 3, -10 % 3, 10 % -3, -10 % -3, 5.5 % 2, -5.5 % 2, 5 % math.huge, -5 % math.huge"
case "nil and error() or 5" case "false or nil" case "1 and 2 and 3" case "nil == false"
case "(nil and 1) == nil"
-- evaluation order
traced "trace(1) + trace(2) * trace(3) - trace(4)"
traced "trace(1) < trace(2), trace(1) > trace(2), trace(3) >= trace(4)"
traced "trace('a') .. trace('b') .. trace('c')" traced "trace({})[trace(1)], trace(2)"
traced "local t = {} t[trace(1)], t[trace(2)] = trace(3), trace(4) return t"
traced "local a, b, c = trace(1), trace(2) return a, b, c" traced "trace(nil) and trace(1) or trace(2)"
traced "trace(math.max)(trace(1), trace(2))"
traced "{trace(1), x = trace(2), [trace(3)] = trace(4), trace(5)}"
traced "for i = trace(1), trace(3), trace(1) do trace(i) end"
traced "local i, t = 1, {} i, t[i] = i + 1, 20 return i, t"
traced "local t = {} t.x, t.y, t.z = (function() return 1, 2, 3 end)() return t"
traced "local a, b = 1, 2 a, b = b, a return a, b" traced "local a <const> = 1"
-- calls, results, varargs
case "(function(...) return select('#', ...), ... end)(nil, nil)"
case "(function(a, b, ...) return a, b, ... end)(1)" case "(function(a) return a end)(1, 2)"
case "((function() return 1, 2 end)())"
case "{(function() return 1, 2 end)(), (function() return 3, 4 end)()}" case "{(function() end)(), 1}"
case "math.max((function() return 1, 9 end)(), 2)"
case "(function(...) local a, b = ... return b, a end)(1, 2, 3)"
case "(function(...) return {...}, {..., 1} end)(7, 8)"
case "(function(...) local function f() return ... end end)()"
case "(function(...) return (...) end)(4, 5)" case "(function(...) return ... == nil end)()"
case "string.rep('x', 3, ','):upper():len()" case "('%d'):format(3)" case "('x'):rep(2)" case "#('x'):rep(5)"
case "local s = 'abc' return s:sub(2), s:nope()"
case "local t = {f = function(self, x) return self.v, x end, v = 1} return t:f(2), t.f(t, 3)" case "print'x'"
case "type{}" case "local f = type return f[[x]]"
case "local t = {} function t.a() return 1 end function t:b() return self == t end return t.a(), t:b()"
case "local t = {a = {b = {}}} function t.a.b.c(x) return x end function t.a.b:d() return self == t.a.b \z
  end return t.a.b.c(5), t.a.b:d()"
case "local function f(n) if n == 0 then return 'end' end return f(n - 1) end return f(100000)"
case "select('#', table.unpack({}, 1, 250))" case "local function f() return end return f(), (f()), {f()}"
-- loops
case "local t = {} for i = 1, 3 do t[#t + 1] = i end return t"
case "local t = {} for i = 3, 1, -1 do t[#t + 1] = i end return t"
case "local t = {} for i = 1, 2, 0.25 do t[#t + 1] = i end return t"
case "for i = 1, 0 do return 'ran' end"
case "local n = 0 for i = 1, 3, 0 do n = n + 1 if n > 5 then break end end return n"
case "for i = 'a', 2 do end" case "for i = 1, {} do end" case "for i = 1, 2, nil do end"
case "local n = 0 for i = '1', '3' do n = n + i end return n"
case "local n = 0 for i = 2^53 - 1, 2^53 + 1 do n = n + 1 if n > 5 then break end end return n"
case "local t = {} for i = 0, 1, 0.1 do t[#t + 1] = i end return #t"
case "for i = 1, math.huge do if i > 5 then return i end end" case "for i = -math.huge, 0 do return i end"
case "for i = 0/0, 1 do return i end"
case "local t = {} for i = 2147483646, 2147483648 do t[#t + 1] = i end return t"
case "local t = {} for i = -2147483647, -2147483649, -1 do t[#t + 1] = i end return t"
case "for i = 1, 3 do local j = i i = 10 if j == 3 then return i end end"
case "local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end return t[1](), t[1](), t[2]()"
case "local t, i = {}, 0 while i < 3 do i = i + 1 local j = i t[i] = function() return j end end return \z
  t[1](), t[3]()"
case "local i = 0 repeat local done = i == 2 i = i + 1 until done return i"
case "local f repeat local x = 5 f = function() return x end until x == 5 return f()"
case "for k, v in nil do end" case "for k in 5 do end" case "for k in {} do end"
case "for k, v, w, x in function(s, c) if c < 3 then return c + 1, s end end, 's', 0 do if k == 3 then \z
  return k, v, w, x end end"
case "while true do break end return 'out'" case "break"
case "for i = 1, 2 do local function f() break end end" case "do local x = 1 end return x"
-- goto
case "do goto l end ::l:: return 'at l'" case "goto l" case "::l:: ::l::" case "do ::l:: end goto l"
case "goto l local a ::l:: return a" case "do goto l local a ::l:: end return 'ok'"
case "goto l ; local a ; ::l:: a = 1" case "local i = 1 ::top:: if i < 5 then i = i + 1 goto top end return i"
case "for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end if i == 3 then goto out end end \z
  ::next:: end ::out:: return 'out'"
case "local t = {} do local i = 1 ::a:: local x = i t[#t + 1] = function() return x end i = i + 1 if i <= \z
  3 then goto a end end return t[1](), t[2](), t[3]()" case "::a:: do ::b:: end ::b:: return 'ok'"
case "goto continue while true do ::continue:: end" case "repeat goto l local x ::l:: until x"
case "while true do if true then goto done end end ::done:: return 1" case "goto 1" case "::x"
case "local function f() goto l end ::l::"
-- closures and upvalues
case "local a = 1 local function f() a = a + 1 return a end local function g() return a end f() return \z
  f(), g()"
case "local function counter() local n = 0 return function() n = n + 1 return n end end local a, b = \z
  counter(), counter() return a(), a(), b()" case "local x = 1 do local x = x + 1 return x end"
case "local function f() return f end return f() == f" case "local f = function() return f end return f()"
case "local a, a = 1, 2 return a"
-- environments
case "local _ENV = {} return x" case "local _ENV = {x = 1} return x" case "local _ENV = nil return x"
case "local _ENV = {} x = 1 return x" case "local function f(_ENV) return a end return f({a = 'e'})"
case "do local _ENV = {y = 2} function g() return y end return g() end"
case "_ENV.z = 3 return z, rawget(_G, 'z')" case "local _ENV <const> = {}"
-- tables
case "{1, 2, 3, nil, 5}" case "{[1] = 'a', 'b'}" case "{['x'] = 1, x = 2}" case "{1, 2; 3,}" case "{,}"
case "{nil}" case "{[nil] = 1}" case "{[0/0] = 1}"
case "local t = {} t[1.0] = 'a' t[2^53] = 'b' return t[1], t[2^53]" case "local t = {} t[-0] = 1 return t[0]"
case "({10, 20})[2]" case "#{1, 2, 3, [5] = 5}, #{n = 1}"
case "local t = {} for i = 1, 100 do t[i] = i end for i = 1, 100 do t[i] = nil end return next(t), #t"
case "local t = {f = {g = {}}} t.f.g.h = 1 return t" case "local t = {1} t[1], t[2], t[3] = nil, 2 return t"
case "local big = {} for i = 1, 300 do big[i] = 'x' .. i end return #load('return {' .. table.concat(big, \z
  ',') .. '}', 'b', 't', setmetatable({}, {__index = function(_, k) return k end}))()"
