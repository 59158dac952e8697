-- coroutine: every function, every status, errors and yields from everywhere that PUC allows.
dofile "support/case.lua"
dofile "support/matrix.lua"
matrix("coroutine.create", "print")
matrix("coroutine.wrap", "print")
matrix("coroutine.status", "coroutine.create(print)")
matrix("coroutine.resume", "coroutine.create(function(...) return ... end)", "1", "2")
matrix("coroutine.yield", "1")
matrix("coroutine.running", "1")
case "coroutine.wrap(function(...) return select('#', ...), ... end)(nil, nil)"
case "local co = coroutine.create(function(a) local b = coroutine.yield(a) return a, b end) return \z
  coroutine.resume(co, 1), coroutine.resume(co, 2), coroutine.resume(co)"
case "local co = coroutine.create(function() end) coroutine.resume(co) return coroutine.status(co), \z
  coroutine.resume(co)"
case "local co = coroutine.create(error) return coroutine.resume(co, 'm'), coroutine.status(co)"
case "local co = coroutine.create(function() error({1}) end) local ok, e = coroutine.resume(co) return \z
  ok, e"
case "local co = coroutine.create(function() error() end) return coroutine.resume(co)"
case "local co = coroutine.create(function() local x = nil + 1 end) return coroutine.resume(co)"
case "local co co = coroutine.create(function() return coroutine.resume(co) end) return \z
  coroutine.resume(co)"
case "local co co = coroutine.wrap(function() return pcall(co, 1) end) return co()"
case "local outer outer = coroutine.create(function() local inner = coroutine.create(function() return \z
  coroutine.status(outer), coroutine.resume(outer) end) return coroutine.resume(inner) end) return \z
  coroutine.resume(outer)"
case "local co co = coroutine.create(function() return coroutine.status(co) end) return \z
  coroutine.resume(co)"
case "local w = coroutine.wrap(function() error('boom') end) return pcall(w), pcall(w)"
case "local w = coroutine.wrap(function() error({}) end) local ok, e = pcall(w) return ok, type(e)"
case "local w = coroutine.wrap(function() return 1 end) w() w()"
case "select(2, coroutine.running())"
case "coroutine.wrap(function() return select(2, coroutine.running()) end)()"
case "type((coroutine.running()))" case "coroutine.status((coroutine.running()))"
case "coroutine.resume((coroutine.running()))"
case "coroutine.wrap(function() return coroutine.running() == coroutine.running() end)()"
-- Values through many yields.
case "local w = coroutine.wrap(function(...) local a = {...} while true do a = {coroutine.yield(#a, \z
  a[1], a[#a])} end end) return w(1), w(), w(nil, 2), w('x', 'y', 'z')"
case "local out = {} for a, b in coroutine.wrap(function() for i = 1, 4 do coroutine.yield(i, i * i) end \z
  end) do out[a] = b end return out"
-- From below pcall, metamethods, iterators and loops.
for _, body in ipairs{ "return pcall(coroutine.yield, 1)", "return pcall(function() coroutine.yield(1) \z
  error('after') end)",
  "return xpcall(function() coroutine.yield(1) error('after') end, function(m) return 'handled ' .. m end)",
  "return setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end}).key",
  "local t = setmetatable({}, {__newindex = function(_, k, v) rawset(_, k, coroutine.yield(v)) end}) t.a \z
  = 5 return t.a",
  "return setmetatable({}, {__add = function(a, b) return coroutine.yield(b) end}) + 7",
  "return setmetatable({}, {__concat = function(a, b) return coroutine.yield(b) end}) .. 'x'",
  "return 'a' .. 'b' .. setmetatable({}, {__concat = function(a, b) return coroutine.yield(a) end})",
  "return #setmetatable({}, {__len = function() return coroutine.yield('len') end})",
    "return -setmetatable({}, {__unm = function() return coroutine.yield('unm') end})",
  "return setmetatable({}, {__call = function(_, a) return coroutine.yield(a) end})(3)",
  "local m = {__eq = function() return coroutine.yield('eq') end} return setmetatable({}, m) == \z
  setmetatable({}, m)",
  "local m = {__lt = function() return coroutine.yield('lt') end} return setmetatable({}, m) < \z
  setmetatable({}, m), setmetatable({}, m) >= setmetatable({}, m)",
  "for a in function() return coroutine.yield('for') end do return a end",
    "for i = 1, 2 do coroutine.yield(i) end return 'end'",
  "local function f(n) if n == 0 then return coroutine.yield('deep') end return f(n - 1) end return f(50)",
  "local function f(n) if n == 0 then return coroutine.yield('deep') end return (f(n - 1)) end return \z
  f(50)",
  "return coroutine.wrap(function() coroutine.yield(1) return 2 end)()",
    "local t = {coroutine.yield(1), coroutine.yield(2)} return #t, t[1], t[2]",
  "return (coroutine.yield(1))", "return select('#', coroutine.yield(1))",
    "repeat local x = coroutine.yield('r') until x return 'out'" } do
  case("local co = coroutine.create(function() " .. body .. " end) local out = {} for i = 1, 5 do out[i] \z
  = {coroutine.resume(co, i, 'r' .. i)} "
    .. "if coroutine.status(co) == 'dead' then break end end return out, coroutine.status(co)")
end
-- Across natives that PUC does not let yield ours do: not asked here, see docs/lua.md.
case "pcall(coroutine.yield)" case "coroutine.yield()"
case "local ok, m = pcall(coroutine.yield, 1) return ok, m"
case "local n = 0 for i = 1, 1000 do local w = coroutine.wrap(function(x) n = n + coroutine.yield(x) \z
  end) w(i) w(1) end return n"
case "local function deep(n) if n == 0 then return 'bottom' end return coroutine.wrap(deep)(n - 1) end \z
  return deep(60)"
case "local function deep(n) return coroutine.wrap(deep)(n + 1) end local ok, m = pcall(deep, 1) return \z
  ok, (m:gsub('^.*: ', ''))"
-- One that resumes itself.
case "local c c = coroutine.wrap(function() return c() end) return c()"
case "local c c = coroutine.wrap(function() return c(1) end) return c()"
case "local c c = coroutine.wrap(function() return pcall(c) end) return c()"
case "local c c = coroutine.create(function() return coroutine.resume(c) end) return coroutine.resume(c)"
