-- debug: what looks (traceback, getinfo, getlocal, getupvalue, getmetatable) and what changes tables
-- and functions (setmetatable, setupvalue, upvaluejoin).
dofile "support/case.lua"
dofile "support/matrix.lua"
matrix("(function(...) return (debug.traceback(...):gsub('\\n.*', '')) end)", "'message'", "0",
  { [1] = " nil {} {1, 2, 3} print false true 'z\\0' " })
matrix("(function(...) local r = debug.getinfo(...) return r and r.what end)", "print", "'S'",
  { [1] = " 1/0 -1/0 0/0 0 1 2 2.5 '12' '1e1' ' 0x10 ' ", [2] = " setmetatable({}, {__tostring = \z
  function() return 'me' end}) " })
matrix("debug.getupvalue", "(function(x) return function() return x end end)(5)", "1")
matrix("(function(...) return debug.getmetatable(...) ~= nil end)", "'x'")
case "debug.getmetatable('x') == getmetatable('x')"
case "debug.getmetatable(setmetatable({}, {__metatable = 'no', mark = 5})).mark"
case "debug.getmetatable(5)"
-- getinfo: what each letter gives
for _, letter in ipairs{ "S", "l", "n", "u", "t", "f", "L" } do
  case("debug.getinfo(print, '" .. letter .. "')") case("debug.getinfo(function(a, b) return case, a \z
  end, '" .. letter .. "')")
  case("debug.getinfo(function(...)\n local x = 1\n return ... end, '" .. letter .. "')")
end
case "debug.getinfo(1, 'l').currentline"
case "local function named() return debug.getinfo(1, 'n') end local r = named() return r.name, r.namewhat"
case "local t = {} function t.field() return debug.getinfo(1, 'n') end local r = t.field() return \z
  r.name, r.namewhat"
case "local t = {} function t:method() return debug.getinfo(1, 'n') end local r = t:method() return \z
  r.name, r.namewhat"
case "function GLOBAL() return debug.getinfo(1, 'n') end local r = GLOBAL() return r.name, r.namewhat"
case "debug.getinfo(1000)" case "debug.getinfo(-1)" case "debug.getinfo(print, 'x')"
case "debug.getinfo(print, '>')" case "debug.getinfo({})"
case "debug.getinfo()" case "debug.getinfo('x')" case "debug.getinfo(1, {})"
case "local function f() return debug.getinfo(2, 'l').currentline end\n\n local r = f() return r"
case "debug.getinfo(0, 'S').what" case "debug.getinfo(coroutine.create(print), 0)"
case "local co = coroutine.create(function() local here = 1 coroutine.yield() end) coroutine.resume(co) \z
  return debug.getinfo(co, 1, 'Sl').currentline, debug.getinfo(co, 1, 'S').what, debug.getinfo(co, 0, \z
  'S').what, debug.getinfo(co, 2)"
case "local i = debug.getinfo(function() end) return i.nups, i.nparams, i.isvararg, i.what, i.short_src, \z
  i.source ~= nil, i.currentline, i.activelines"
-- getlocal
case "local a, b = 5, 'x' return debug.getlocal(1, 1)"
case "local a, b = 5, 'x' return debug.getlocal(1, 2)" case "local a = 1 return debug.getlocal(1, 2)"
case "debug.getlocal(1000, 1)" case "debug.getlocal(function(p, q) end, 1)"
case "debug.getlocal(function(p, q) end, 2)" case "debug.getlocal(function(p, q) end, 3)"
case "debug.getlocal(print, 1)" case "debug.getlocal()" case "debug.getlocal(1)"
case "debug.getlocal({}, 1)" case "debug.getlocal(1, {})" case "debug.getlocal(1, 'x')"
case "local function f(...) return debug.getlocal(1, -1) end local n, v = f('first', 'second') return n, \z
  v"
case "local function f(...) return debug.getlocal(1, -3) end local n, v = f('first', 'second') return n, v"
case "local co = coroutine.create(function(arg) local here = arg coroutine.yield() end) \z
  coroutine.resume(co, 7) return debug.getlocal(co, 1, 2)"
case "local co = coroutine.create(function(arg) coroutine.yield() end) coroutine.resume(co, 7) return \z
  debug.getlocal(co, 1, 1)"
-- getupvalue
case "local up, other = 5 local function f() return up, other end return debug.getupvalue(f, 1)"
case "local up, other = 5 local function f() return up, other end return debug.getupvalue(f, 2)"
case "local up = 5 local function f() return up end return debug.getupvalue(f, 2)"
case "debug.getupvalue(print, 1)" case "select('#', debug.getupvalue(function() end, 1))"
case "debug.getupvalue(5, 1)" case "debug.getupvalue(print)"
-- setupvalue, upvalueid, upvaluejoin
case "local up, other = 5 local function f() return up, other end local n = debug.setupvalue(f, 1, 'x') \z
  return n, f(), up"
case "local n = 1 local function add() n = n + 1 return n end add() debug.setupvalue(add, 1, 40) add() \z
  return n, n + 1"
case "local s = 0 local function get() return s end for i = 1, 200 do s = s + i if i == 100 then \z
  debug.setupvalue(get, 1, '7') end end return s, get()"
case "local n = 1 local function set(v) n = v end for i = 1, 300 do n = n + 1 end \z
  debug.setupvalue(set, 1, {}) return type(n)"
case "local function f() return print end return debug.setupvalue(f, 1, { print = 'own' }), f()"
case "local function f() return x1 end local env = { x1 = 3 } debug.upvaluejoin(f, 1, function() return \z
  env end, 1) return f(), x1"
case "local a, b = 1, 2 local function f() return a end local function g() return b end \z
  debug.upvaluejoin(f, 1, g, 1) b = 9 return f(), a"
case "local a, b = 1, 2 local function f() return a, b end local function g() return b end return \z
  debug.upvalueid(f, 1) == debug.upvalueid(g, 1), debug.upvalueid(f, 2) == debug.upvalueid(g, 1), \z
  type(debug.upvalueid(f, 1))"
case "local function f() return f end for i = 1, 200 do f() end debug.setupvalue(f, 1, 8) return f()"
case "select('#', debug.setupvalue(print, 1, 2))" case "select('#', debug.setupvalue(function() end, 1, 2))"
case "debug.setupvalue(function() return print end, 1)" case "debug.setupvalue(5, 1, 2)"
case "debug.upvalueid(function() end, 1)" case "debug.upvalueid(5, 1)" case "debug.upvalueid()"
case "debug.upvaluejoin(function() return print end, 1, function() end, 1)"
case "debug.upvaluejoin(function() end, 1, function() end, 1)"
-- setmetatable: protected ones as well
case "local t = setmetatable({}, { __metatable = 'no' }) local r = debug.setmetatable(t, { __index = \z
  { a = 4 } }) return r == t, t.a, getmetatable(t).__index.a"
case "local t = debug.setmetatable({}, nil) return getmetatable(t)"
case "local m = getmetatable('') debug.setmetatable('', nil) local r = {pcall(function() \z
  return ('x'):upper() end)} debug.setmetatable('', m) return r, ('x'):upper(), getmetatable('') == m"
do
  local m = getmetatable ""
  local function up(s) return s:upper() end
  for i = 1, 3000 do
    if i % 1000 == 0 then
      debug.setmetatable("", i == 2000 and { __index = { upper = function() return "other" end } } or nil)
    end
    local ok, r = pcall(up, "x")
    if i % 1000 < 2 then print(i, ok, r) end
    debug.setmetatable("", m)
  end
end
case "debug.gethook()" case "debug.sethook()" case "debug.sethook(nil, '', 0)"
case "debug.getuservalue(io.stdout)" case "debug.getuservalue(5)"
case "debug.setmetatable({})" case "debug.setmetatable({}, 5)"
-- the file of a chunk, wherever the program was started
do
  local source = debug.getinfo(1, "S").source
  local file = io.open((source:gsub("^@", "")))
  print(source:sub(1, 1), file ~= nil)
  file:close()
end
-- traceback
case "debug.traceback('m', 1):match('^m\\nstack traceback:\\n\\t') ~= nil"
case "debug.traceback({}) ~= nil" case "debug.traceback(5, 0):match('^5\\nstack') ~= nil"
case "debug.traceback('m', 1000)"
case "local co = coroutine.create(function() local function inner() coroutine.yield() end inner() end) \z
  coroutine.resume(co) return debug.traceback(co)"
case "local co = coroutine.create(function() error('x') end) coroutine.resume(co) return \z
  debug.traceback(co, 'after')"
case "local co = coroutine.create(function() end) return debug.traceback(co), debug.traceback(co, 'm', \z
  5), debug.traceback(co, {}) ~= nil"
case "local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return \z
  debug.traceback(co, 'lvl', 1)"
case "debug.traceback(coroutine.create(type), 'm', {})" case "debug.traceback('m', {})"
case "#debug.traceback('\\255\\254', 9)"
