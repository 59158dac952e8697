-- Syntax errors: the words, the line, the token.
dofile "support/case.lua"
local sources = {
  "x", "x =", "= 1", "x = = 1", "x, y", "x, = 1", "local", "local x =", "local 1", "local x, = 1",
  "local function", "local function f", "local function f(", "function f(a, a,) end",
  "function", "function f", "function 1() end", "function f.1() end", "function f:g:h() end",
  "function f(...) end return", "function f(..., a) end", "if", "if x", "if x then", "if x then else",
  "if x then elseif", "if x then else elseif y then end", "if x { }",
  "while", "while x", "while x do", "for", "for x", "for x =", "for x = 1", "for x = 1, 2",
  "for x = 1, 2, 3, 4 do end", "for x, y = 1, 2 do end", "for x in", "for x in y", "for 1 = 1, 2 do end",
  "for x.y = 1, 2 do end", "repeat", "repeat until", "repeat x", "do", "end", "do end end",
  "return return", "return 1,", "return 1 2", "return x y", "break x", "goto", "goto end", "::", "::x",
  "::1::", "x:", "x:y", "x:y = 1", "x.1", "x.", "x[", "x[1", "x[]", "x(", "x(1", "x(1,", "x(,)", "x{", "x{1",
  "x{=}", "x = {", "x = {1, 2", "x = {1 2}", "x = {[1}", "x = {[1] 2}",
  "x = (", "x = (1", "x = ()", "x = 1 +", "x = + 1", "x = 1 * * 2", "x = not", "x = -", "x = #",
  "x = 'a' 'b'", "x 'a' = 1", "f() = 1", "f().x = 1 y", "(f) = 1", "(f)", "('x')", "'x'", "5", "nil",
  "true = 1", "and", "x and y", "x or = 1", "x = 1 = 2", "x == 1", "1 = x",
  "x = ...", "function f() return ... end", "local x = function(a) return ... end", "x = function",
  "x = function(", "x = function() ", "@", "x = @", "x = \0", "x = 1 \0", "f(\1)", "$", "x = `a`",
  "x = a ! b", "x = \\", "x = 1 .. ",
  "x = 'a", "x = \"a", "x = 'a\\", "x = 'a\nb'", "x = [[a", "x = [=[a]]", "x = [=a", "x = [==", "--[[ a",
  "x = 1e", "x = 0x", "x = 0xg", "x = 1.2.3", "x = 12a", "x = '\\400'", "x = '\\xz'", "x = '\\x1'",
  "x = '\\y'", "x = '\0'", "\n\n\nx =", "x = {\n1,\n2\n", "if x then\n\nfoo(\n",
  "for i = 1, 2 do\n\n", "local a\nlocal function f()\n  return 1\n", "x = [[\n\n", "f(\n)\n.x", "a\n(b)",
  "f\n(g).x = 1 y",
  "x = a.b:c", "a.b:c()d", "local t = {a = 1, b}", "local a = {...}", "return {...}", ";;; x = 1 ;;",
  "x = 1;; y = 2", "local a; ; local b", "::a:: ::a::", "goto nope", "do goto nope end", "break",
  "while true do function f() break end end",
}
for _, source in ipairs(sources) do
  local f, message = load(source, "=s")
  print(("%q"):format(source):gsub("\n", "n"), f and "compiles" or message:gsub("; Lua 5%.2 has no .*", ""),
  nil)
end
-- limits
local function many(n, piece, sep) local t = {} for i = 1, n do t[i] = piece:gsub("#", i) end return
  table.concat(t, sep or " ") end
for _, source in ipairs{ many(200, "local a#"), many(201, "local a#"), "local " .. many(201, "a#", ","),
  many(250, "function f#() end"), "return " .. many(240, "a#", ","), "x = " .. many(100, "(", "") .. "1" ..
  many(100, ")", ""),
  "local a = " .. many(254, "1", ","), "f(" .. many(240, "#", ",") .. ")", "x = {" .. many(5000, "#", ",") ..
  "}", "return " .. many(190, "'a'", ".."),
  "local x\nfunction f()\n" .. many(201, "local a#") .. " end",
  "local function f(" .. many(201, "a#", ",") .. ") end",
  many(201, "local a#") .. " = 5",
  many(150, "local a#") .. " function f() " .. many(150, "local b#") .. " end",
  "while x do " .. many(197, "local a#") .. " for k, v in y do end end" } do
  local f, message = load(source, "=s")
  print(#source, f and "compiles" or message)
end
-- How deep things nest: the function that the parser was in is named.
for _, source in ipairs{ "x = " .. many(300, "("), "x = " .. many(300, "{"), many(300, "do "),
  "\nlocal function f()\n  x = " .. many(300, "-"), "x = " .. many(300, "f("), "x = " .. many(300, "not "),
  "if x then\nlocal f = function() if y then for i = 1, 2 do end end repeat until x " .. many(300,
  "while x do "),
  "x = 1" .. many(300, " ^ 2"), "x = 1" .. many(300, " .. 2"),
  "local function f() end x = " .. many(300, "a[") } do
  local f, message = load(source, "=s")
  print(#source, f and "compiles" or message)
end
