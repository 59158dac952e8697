-- string: every function with arguments of every kind, then what each does beyond that.
dofile "support/case.lua"
dofile "support/matrix.lua"
local LARGE = " 1e15 2^31 2^53 1/0 "
matrix("string.byte", "'hello'", "2", "4")
matrix("string.char", "65", "66", "67")
matrix("string.dump", "5")
matrix("string.find", "'hello'", "'l+'", "1", "false")
matrix("string.find", "'h.llo'", "'.'", "2", "true")
matrix("string.format", "'%s'", "'x'", { [2] = " 'z\\0' " })
matrix("string.format", "'%d'", "5")
matrix("string.format", "'%5.1f'", "5")
matrix("string.format", "'%x'", "5")
matrix("string.format", "'%c'", "65")
matrix("string.format", "'%q'", "'x'")
matrix("string.gsub", "'hello'", "'l'", "'L'", "1")
matrix("string.gsub", "'hello'", "'(l)(l)'", "function(a, b) return b end")
matrix("string.gsub", "'hello'", "'l'", "{l = 'x'}")
matrix("string.len", "'abc'")
matrix("string.lower", "'ABC'")
matrix("string.match", "'key=val'", "'(%w+)=(%w+)'", "1")
matrix("string.rep", "'ab'", "3", "','", { [2] = LARGE })
matrix("string.reverse", "'abc'")
matrix("string.sub", "'hello'", "2", "3")
matrix("string.upper", "'abc'")
matrix("(function(s, p) local n, out = 0, {} for a, b in string.gmatch(s, p) do n = n + 1 out[n] = a end \z
  return n, out end)",
  "'a1b22'", "'%d+'")
-- Methods of strings, and what has none.
case "('x'):rep(3)" case "('%d'):format(3)" case "('abc'):nope()" case "('abc').len" case "('abc').x"
case "#'abc'"
case "('abc'):len(1, 2)" case "('5'):rep('2')" case "(5):rep(2)" case "('x')()" case "('a').b.c"
case "-'2'" case "-'x'"
case "local s = 'x' s.y = 1" case "getmetatable('').__index == string" case "getmetatable('').__name"
-- Patterns: classes, sets, anchors, captures, and what is wrong with them.
for _, p in ipairs{ "%a", "%A", "%c", "%d", "%D", "%g", "%l", "%L", "%p", "%s", "%S", "%u", "%w", "%W",
  "%x", "%X", "%z",
  ".", "[a-z]", "[^a-z]", "[%a_]", "[]]", "[^]]", "[a-]", "[-a]", "[a-%d]", "[%]]", "^a", "a$", "^",
    "$", "a^b", "a$b",
  "a*", "a+", "a-", "a?", ".-b", "(a)(b)", "()", "(()a())", "%1", "(a)%1", "(.)%1", "%b()", "%bxx",
    "%b", "%bx", "%f[%w]",
  "%f[^%w]", "%f", "%f[", "[", "[a", "[^", "[%", "%", "(", ")", "(a", "a)", "%9", "(a%1)", "((a)%2)",
    "x(y(z))", "\0",
  "[\0]", "[%z]", "%.", "%%", "a**", "+", "*a", "?" } do
  case(("('a b_c xy(z) 12\\0 aa \\n]-'):find(%q)"):format(p):gsub("\0", "\\0"))
  case(("('a b_c xy(z) 12\\0 aa \\n]-'):gsub(%q, '<%%0>')"):format(p):gsub("\0", "\\0"))
end
for c = 0, 255, 3 do
  local out = {}
  for class in ("acdglpsuwx"):gmatch(".") do
    out[#out + 1] = string.char(c):match("%" .. class) and class or "-"
  end
  print(c, table.concat(out))
end
for _, r in ipairs{ "%0", "%1", "%2", "%9", "%", "%%", "%a", "x%", "", "%1%0", "\\0" } do
  case("('hello'):gsub('(l)', '" .. r .. "')") case("('hello'):gsub('l', '" .. r .. "')")
end
case "('abc'):gsub('', '-')" case "('abc'):gsub('.', {a = 1, b = true, c = false})"
case "('abc'):gsub('%w', '%0%0', 0)"
case "('abc'):gsub('b', function() return {} end)" case "('abc'):gsub('b', function() error('in') end)"
case "('abc'):gsub('()', '%1')" case "('abc'):gsub('()b', {[2] = 'x'})" case "('abc'):find('b', -100)"
case "('abc'):find('', 4)" case "('abc'):find('', 5)" case "('abc'):find('', 10, true)"
case "('a\\0b'):find('\\0')"
case "('a.b'):find('.', 2, true)" case "('abc'):match('.', -1)" case "('abc'):match('()', 4)"
case "('x'):rep(-1)"
case "('('):rep(40):find(('('):rep(33))" case "string.find(('a'):rep(300), ('a?'):rep(300) .. 'b')"
case "('x'):rep(3, '')" case "('x'):rep(1, 'y')" case "('x'):rep(0, 'y')"
-- Formats: each conversion with each flag, width and precision.
for _, conversion in ipairs{ "d", "i", "u", "o", "x", "X", "e", "E", "f", "g", "G", "a", "A", "c", "s",
  "q" } do
  for _, shape in ipairs{ "", "5", "-5", "05", "+", " ", "#", ".0", ".3", "8.3", "-8.3", "08.3", "+8.3",
    "#8.3", "20" } do
    case(("string.format('[%%%s%s]', 65)"):format(shape, conversion))
    if conversion:find("[diefgEG]") then case(("string.format('[%%%s%s]', -12.0)"):format(shape,
    conversion)) end
    if conversion:find("[efgaEGA]") then
      case(("string.format('[%%%s%s]', 1/3)"):format(shape, conversion))
      case(("string.format('[%%%s%s]', 1/0)"):format(shape, conversion))
      case(("string.format('[%%%s%s]', 123456789.125)"):format(shape, conversion))
    end
  end
end
case "string.format('%')" case "string.format('%y', 1)" case "string.format('%d')"
case "string.format('%d', 'x')"
case "string.format('%100d', 1)" case "string.format('%.100d', 1)" case "string.format('%-+ #0d', 1)"
case "string.format('%-+ #00d', 1)" case "string.format('%s %s', 1)" case "string.format('%d', 2^63)"
case "string.format('%x', -1)" case "string.format('%d', 1.5)" case "string.format('%d', '10')"
case "string.format('%5s', 'abcdefg')"
case "string.format('%.2s', 'abc')" case "string.format('%s', nil)" case "string.format('%s', true)"
case "string.format('%%')"
case "string.format('%q', 'a\\n\\r\\0\\0001\"\\\\\\200')"
case "string.format('%s', setmetatable({}, {__tostring = function() return 5 end}))"
case "string.format('%q')" case "string.format('%q', 5)"
-- Order and equality are by bytes.
case "'a' < 'b'" case "'Z' < 'a'" case "'' < 'a'" case "'a' < 'a'" case "'a' <= 'a'"
case "'a\\0b' < 'a\\0c'" case "'a' < 'a\\0'"
case "'\\200' > 'a'" case "'10' < '9'" case "'a' < 1" case "'a' == 'a'" case "'1' == 1" case "{} < 'a'"
case "'a' .. nil" case "1 .. 2"
