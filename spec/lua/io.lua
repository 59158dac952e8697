-- io: every function and method on files of its own, with arguments of every kind.
dofile "support/case.lua"
dofile "support/matrix.lua"
NAME = os.tmpname()
function with(text, mode)
  local f = io.open(NAME, "wb") f:write(text) f:close()
  return mode and io.open(NAME, mode)
end
function content() local f = io.open(NAME, "rb") local s = f:read("*a") f:close() return s end
-- Messages have the file's name, which is another one in each run.
local plain = case
function case(source)
  local print_before = print
  print = function(line) print_before((line:gsub(NAME:gsub("%p", "%%%0"), "NAME"):gsub("file %(0x%x+%)",
    "file (0x)"))) end
  plain(source)
  print = print_before
end
case "io.open()" case "io.open(NAME, 'x')" case "io.open(NAME, 'rw')" case "io.open(NAME, 'r+b')"
case "io.open(NAME, 'bb')" case "io.open(NAME, '')" case "io.open('no/such')"
case "io.open('no/such', 'w')" case "io.open({})" case "io.open(NAME, {})" case "io.open(5)"
case "io.type()" case "io.type(5)" case "io.type(io.stdout)" case "io.type(with('', 'r'))"
case "local f = with('', 'r') f:close() return io.type(f), tostring(f)" case "tostring(io.stdout)"
case "io.stdout == io.output()" case "io.stdin == io.input()"
for _, format in ipairs{ "'*l'", "'*L'", "'*a'", "'*n'", "0", "1", "3", "1e3", "-1", "2.7", "'*x'",
  "'l'", "'x'", "''", "'*'", "{}", "nil", "true", "'*number'", "'*line'", "'3'" } do
  for _, text in ipairs{ "''", "'one\\ntwo\\n\\nfour'", "' 12 0x1F -3.5e1x'", "'\\n'", "'abc'" } do
    case("with(" .. text .. ", 'r'):read(" .. format .. ")")
    case("local f = with(" .. text .. ", 'r') return f:read(" .. format .. ", " .. format .. "), \z
  f:read('*a')")
  end
end
case "with('a\\nb', 'r'):read()" case "with('1 2 x', 'r'):read('*n', '*n', '*n')"
case "with('a\\nb\\nc', 'r'):read('*l', 1, '*L', '*a', '*l')" case "with('x', 'w'):read()"
case "with('x', 'r'):write('y')"
case "local f = with('', 'w') return f:write('a', 1, 2.5, 'b') == f, f:close(), content()"
case "local f = with('', 'w') f:write(nil)"
case "local f = with('old', 'a') f:write('new') f:close() return content()"
case "local f = with('old', 'r+') f:write('N') f:close() return content()"
case "local f = with('old', 'w+') f:write('abc') f:seek('set') local s = f:read('*a') f:close() return \z
  s" case "local f = with('old', 'a+') f:write('x') f:seek('set') local s = f:read('*a') f:close() return s"
case "local f = with('abcdef', 'r') return f:seek(), f:seek('end'), f:seek('set', 2), f:read(1), \z
  f:seek('cur'), f:seek('cur', -2), f:read(1)"
case "with('abc', 'r'):seek('set', -1)" case "with('abc', 'r'):seek('nope')"
case "with('abc', 'r'):seek({})" case "with('abc', 'r'):seek('set', 'x')"
case "local f = with('abc', 'r') f:seek('set', 10) return f:read(1), f:read('*a'), f:read(0)"
case "with('abc', 'r'):seek('end', -1)"
case "local f = with('', 'w') return f:setvbuf('no'), f:setvbuf('full', 10), f:setvbuf('line')"
case "with('', 'w'):setvbuf('x')" case "with('', 'w'):setvbuf()" case "with('', 'w'):flush()"
case "local f = with('', 'r') f:close() f:read()" case "local f = with('', 'r') f:close() f:close()"
case "local f = with('', 'r') f:close() f:lines()" case "local f = with('', 'r') f:close() f:seek()"
case "io.stdout.write()"
case "io.stdout.close(5)" case "io.stdout.nope" case "io.stdout.x.y" case "with('', 'r').x = 1"
case "#with('', 'r')" case "with('', 'r')()"
case "with('a\\nb\\n') local out = {} for l in io.lines(NAME) do out[#out + 1] = l end return out"
case "with('a\\nb') local out = {} for l in io.lines(NAME, '*L') do out[#out + 1] = l end return out"
case "with('abcde') local out = {} for a, b in io.lines(NAME, 2, 1) do out[#out + 1] = a .. '|' .. \z
  tostring(b) end return out"
case "io.lines('no/such')" case "io.lines({})" case "with('a') for l in io.lines(NAME, 'x') do end"
case "with('a\\nb') local f = io.open(NAME) local out = {} for l in f:lines() do out[#out + 1] = l end \z
  return out, io.type(f)" case "with('a') local it = io.lines(NAME) it() it() it()"
case "with('in') local old = io.input() io.input(NAME) local s = io.read('*a') io.close(io.input()) \z
  io.input(old) return s"
case "local old = io.output() io.output(NAME) io.write('out', 1) io.close() io.output(old) return content()"
case "io.input('no/such')" case "io.output('no/such/x')" case "io.input({})" case "io.input(5, 6)"
case "io.close(5)" case "local old = io.output() io.output(NAME) io.close() local ok, m = \z
  pcall(io.write, 'x') io.output(old) return ok, m"
case "local old = io.input() with('x') io.input(NAME) io.close(io.input()) local ok, m = pcall(io.read) \z
  local ok2, m2 = pcall(io.lines) io.input(old) return ok, m, ok2, m2"
case "local f = io.tmpfile() f:write('tmp') f:seek('set') return f:read('*a'), io.type(f), f:close()"
case "io.tmpfile(1) ~= nil" case "#with(('x'):rep(100000), 'r'):read('*a')"
case "#with(('x'):rep(100000), 'r'):read(70000)"
case "local f = with('\\0\\1\\255\\r\\n', 'rb') return f:read('*a')" case "with('a\\r\\nb', 'r'):read()"
case "local f = with('', 'w') for i = 1, 5000 do f:write(i, ' ') end f:close() return #content()"
case "local f, g = with('', 'w'), io.open(NAME, 'r') f:write('x') local before = g:read('*a') f:flush() \z
  return before, g:read('*a')"
case "io.popen()" case "io.popen('x', 'q')" case "io.popen('x', 'rw')" case "io.popen({})"
case "io.popen('x', {})"
case "local p = io.popen('echo a; echo b') local out = {} for l in p:lines() do out[#out + 1] = l end \z
  return out, p:close()" case "local p = io.popen('exit 3') return p:read('*a'), p:close()"
case "local p = io.popen('kill -9 $$') return p:read(), p:close()"
case "io.popen('printf 12x'):read('*n', '*a')"
case "local p = io.popen('cat > ' .. NAME, 'w') local same = p:write('x', 1, '\\n') == p \z
  return same, p:read(), io.type(p), p:close(), content()"
case "local p = io.popen('true') return p:seek()" case "local p = io.popen('true') p:close() return p:close()"
case "local p = io.popen('true') p:close() return io.type(p)" case "io.popen('true'):write('x')"
case "io.popen('exec 2>&1; no_such_command_here'):read('*a') ~= ''"
case "local p = io.popen('cat', 'w') p:flush() return p:setvbuf('no'), p:close()"
case "#io.popen('head -c 300000 /dev/zero'):read('*a')" case "#io.popen('head -c 9000 /dev/zero'):read(8500)"
case "local f = io.open('/dev/full', 'w') return f:write('x') == f, f:flush()"
case "local f = io.open('/dev/full', 'w') f:setvbuf('no') return f:write('x')"
case "local f = io.open('/dev/null', 'w') return f:write(('x'):rep(200000)) == f, f:seek('end'), f:close()"
case "local f = with('', 'w') for i = 1, 40 do f:write(('x'):rep(5000)) end f:close() return #content()"
case "local f = with(('ab\\n'):rep(90000), 'r') local n = 0 for l in f:lines() do n = n + #l end return n"
case "local f = with(('x'):rep(300000), 'r+') f:read(50000) f:seek('cur', 0) f:write('END') f:close() \z
  local s = content() return #s, s:find('END')"
local SMILE = NAME .. "\240\159\152\128.txt"
local f = assert(io.open(SMILE, "w")) f:write("of a smile") f:close()
print(io.popen("cat '" .. SMILE .. "'"):read("*a"), os.remove(SMILE), os.remove(SMILE .. "?") == nil)
os.remove(NAME)
-- Numbers as C's scanf takes them: what was read of one that is none is gone.
for _, text in ipairs{ "inf", "-inf x", "+Infinity,", "infinit", "INFI", "in", "i", "nan", "-NaN(1)",
  "na", "n", "nax",
  "1e", "1e+", "1e+x", "1e5e", "1E-2.5", "0x", "0x.", "0xg", "0x1p", "0x1p+", "0x1p4p", "0x.8",
  "0X1.8P1x", "0x1e5",
  "-0x10", "+", "-", "+-1", ".", ".e1", "-.5", "1.2.3", "00x1", "0e", "0e1", "1_000", "1,5", "e5",
  "--1", "  \t\n7",
  ("9"):rep(250) .. " 1", "0." .. ("0"):rep(300) .. "1", ("x"):rep(3) } do
  case("local f = with(" .. ("%q"):format(text) .. ", 'r') local n = f:read('*n') \z
  return n ~= n and 'nan' or n, f:read('*a')")
end
-- A directory opens and cannot be read.
case "io.open('/'):read()" case "io.open('/'):read('*a')" case "io.open('/'):read(1)"
case "io.open('/'):read('*n')"
case "io.open('/'):read(0)" case "io.type(io.open('/'))" case "io.open('/'):close()"
case "io.open('/'):write('x')"
case "io.open('/', 'w')" case "io.open('/', 'r+')" case "io.open('/', 'a')" case "io.open('/', 'rb') ~= nil"
case "for l in io.lines('/') do end"
case "io.input('/') local ok, m = pcall(io.read) io.input(io.stdin) return ok, m"
case "io.output('/')" case "for l in io.open('/'):lines() do end"
-- What the iterators of lines give, and how they are called in messages.
case "with('a\\nb') local it = io.lines(NAME) return it(), it(), it()"
case "with('a') local it = io.open(NAME):lines() return select('#', it()), select('#', it())"
case "io.lines(NAME, '*l', '*q')()" case "io.lines(NAME, 5, {})()" case "for l in io.lines(NAME, {}) do end"
case "local t = {} for i = 1, 17 do t[i] = '*l' end return pcall(io.lines, NAME, table.unpack(t))"
case "local t = {} for i = 1, 18 do t[i] = '*l' end return pcall(io.lines, NAME, table.unpack(t))"
case "local t = {} for i = 1, 18 do t[i] = 1 end return io.open(NAME):lines(table.unpack(t))"
