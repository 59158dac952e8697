-- os: every function with arguments of every kind; times are those of the epoch, so that all clocks agree.
dofile "support/case.lua"
dofile "support/matrix.lua"
matrix("(function(...) return type(os.clock(...)) end)", "1")
matrix("(function(format, time) return os.date(format or '!%c', time or 0) end)",
  "'!%Y-%m-%d %H:%M:%S'", "86400", { [1] = " print 'z\\0' ", [2] = " 1e15 2^53 1/0 -1/0 0/0 " })
matrix("os.difftime", "100", "40", { [1] = " 1/0 -1/0 0/0 ", [2] = " 1/0 -1/0 0/0 " })
matrix("os.getenv", "'NO_SUCH_VARIABLE'")
matrix("os.remove", "'no/such/file'", { [1] = " 'z\\0' " })
matrix("os.rename", "'no/such/file'", "'no/such/other'", { [1] = " 'z\\0' ", [2] = " 'z\\0' " })
matrix("os.setlocale", "'C'", "'all'", { [1] = " '' ", [2] = " 'z\\0' " })
matrix("(function(t) return t == nil or os.time(t) end)", "{year = 2000, month = 1, day = 1}",
  { [1] = " nil " })
case "type(os.time())" case "os.time() > 1e9" case "os.date('!%c', 0)" case "os.date('!%x %X %p', 3600)"
case "os.date('!%A %B %d', 1e9)" case "os.date('!%%')"
case "os.date('!%Ez', 0)" case "os.date('!%Q', 0)" case "os.date('!%', 0)" case "os.date('!%E', 0)"
case "os.date('!*t', 0)" case "os.date('*t').year > 2000"
case "os.date('!*t', 951782400)" case "os.time(os.date('*t', 1e9))"
case "os.time{year = 2000, month = 13, day = 40, hour = 25}" case "os.time{year = 2000, month = 1}"
case "os.time{year = 2000, day = 1}" case "os.time{month = 1, day = 1}"
case "os.time{year = 'x', month = 1, day = 1}" case "os.time{year = '2000', month = '1', day = '2'}"
case "os.time{year = 2000, month = 1, day = 1, hour = 0} - os.time{year = 2000, month = 1, day = 1}"
case "os.time{year = 2000, month = 1, day = 1, isdst = false}"
case "os.setlocale()" case "os.setlocale('C')" case "os.setlocale(nil, 'all')"
case "os.setlocale('no_SUCH')" case "os.setlocale('C', 'nope')" case "os.getenv('HOME') ~= nil"
case "local n = os.tmpname() local f = io.open(n, 'w') f:write('x') f:close() local m = os.tmpname() \z
  return os.rename(n, m), io.open(n), os.remove(m), (os.remove(m))"
case "local t = os.date('!*t', 86399) return t.hour, t.min, t.sec, t.wday, t.yday, t.isdst"
for _, c in ipairs{ "a", "A", "b", "B", "c", "d", "D", "e", "F", "g", "G", "h", "H", "I", "j", "m", "M",
  "n", "p", "r", "R", "S", "t", "T", "u", "U", "V", "w", "W", "x", "X", "y", "Y", "C" } do
  case("os.date('!%" .. c .. "', 1e9)") case("os.date('!%" .. c .. "', 0)")
end
case "os.execute()" case "os.execute(nil)" case "os.execute('true')" case "os.execute('exit 3')"
case "os.execute({})" case "os.execute('kill -15 $$')"
case "os.execute('exec 2>/dev/null; no_such_command_here')"
case "os.execute('exec >/dev/null; echo hidden')" case "os.execute(true)" case "os.execute('exit 5', 'more')"

case "os.time{year = 2000, month = 1, day = 1, isdst = true}"
case "os.time{year = 1970, month = 1, day = 1, hour = 0, sec = -1}"
case "os.remove('/')" case "os.remove('/proc/version')"
-- rename is the system's, which neither empties nor replaces what it may not.
case "local a, b = os.tmpname(), os.tmpname() os.remove(b) os.execute('mkdir ' .. b) local f = \z
  io.open(a, 'w') \z
  f:write('kept') f:close() local x, _, code = os.rename(b, a) f = io.open(a) local s = \z
  f:read('*a') f:close() \z
  local y, _, other = os.rename(a, b) os.remove(a) os.remove(b) return x, code, s, y, other"
case "os.rename('/proc/version', '/tmp/x')"
case "os.date('!%Y\\0%H', 0)" case "os.date('\\0%Q', 0)" case "os.date('!*t\\0', 0).year"
-- Processor time: work takes some, a wait does not, though other threads may work meanwhile.
case "local began = os.clock() while os.clock() - began < 0.02 do end return true"
case "for _ = 1, 100 do local began = os.clock() os.execute('sleep 0.1') \z
  if os.clock() - began < 0.05 then return true end end return false"
