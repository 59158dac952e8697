-- math: every function with arguments of every kind, then edges. Results that only the last digit may tell
-- apart between C libraries are not asked for.
dofile "support/case.lua"
dofile "support/matrix.lua"
for _, f in ipairs{ "abs", "ceil", "floor", "frexp", "modf", "sqrt", "deg",
  "rad" } do matrix("math." .. f, "2.25") end
for _, f in ipairs{ "acos", "asin", "atan", "cos", "cosh", "exp", "log10", "sin", "sinh", "tan", "tanh" } do
  matrix("(function(...) local r = math." .. f .. "(...) return r ~= r and 'nan' or ('%.10g'):format(r) \z
  end)", "0.5")
end
matrix("math.fmod", "7.5", "2")
matrix("math.pow", "2", "3")
matrix("math.ldexp", "1.5", "3")
matrix("math.max", "1", "2", "3")
matrix("math.min", "3", "2", "1")
matrix("(function(...) local r = math.atan2(...) return r ~= r and 'nan' or ('%.10g'):format(r) end)",
  "1", "2")
matrix("(function(...) local r = math.log(...) return r ~= r and 'nan' or ('%.10g'):format(r) end)",
  "8", "2")
-- random: bounds and errors
case "math.random(0)" case "math.random(2, 1)" case "math.random(1, 2, 3)" case "math.random('x')"
case "math.random({})" case "math.random(1, {})"
case "local r = math.random() return r >= 0 and r < 1"
case "local r = math.random(5) return r >= 1 and r <= 5 and r == math.floor(r)"
case "math.random(1)" case "math.random(3, 3)"
case "local r = math.random(-2, 2) return r >= -2 and r <= 2" case "math.randomseed()"
case "math.randomseed('x')"
case "math.randomseed(5) local a = math.random() math.randomseed(5) return a == math.random()"
case "math.random(-5)" case "math.random(0.5)"
-- numbers as they print, compare and divide
for _, e in ipairs{ "1e15", "1e14", "123456789012345", "1e100", "-0.0", "0.1", "1/3", "100", "2^53",
  "2^63", "-1e-7", "5e-324", "1e308 * 10",
  "3 % -2", "-3 % 2", "-3 % -2", "5.5 % 2", "-5.5 % 2", "5 % 0", "0 % 5", "1 % (1/0)", "-1 % (1/0)",
    "1 % -(1/0)", "1e15 % 7", "2^53 % 3", "0/0 ~= 0/0",
  "1/0 > 2^1023", "-2^2", "2^-1", "2^0.5 == math.sqrt(2)", "(-8)^(1/3) ~= 0", "7 // 1", "0x10",
    "0xA.8p0", "0x.1p4", "0x1p-2", "1e1", "3.", ".5", "0xffffffffffffffffff",
  "1 < 2 == true", "not 1 == 2", "math.pi", "math.huge", "-math.huge", "'10' + 5", "'0x10' * 2",
    "'3' ^ '2'", "10 .. 20", "1e15 .. ''", "2^31 .. ''", "-0.0 .. ''",
  "math.floor(-0.5)", "math.ceil(-0.5)", "math.floor(2^70)", "math.max(-0.0, 0.0)", "math.fmod(-6, 4)",
    "math.fmod(6, -4)", "math.fmod(1, 0) ~= math.fmod(1, 0)",
  "math.modf(-3.7)", "math.modf(1/0)", "math.modf(-1/0)", "math.frexp(0)", "math.frexp(-8)",
    "math.ldexp(1, 1100)", "math.ldexp(1, -1100)", "tostring(1e15 + 0.5)" } do
  case(e)
end
for i = 2, 36 do case("tonumber('10', " .. i .. ")") end
for _, limits in ipairs{ "1, 3", "3, 1", "3, 1, -1", "1, 2, 0.25", "1, 0", "0, 1, 0", "1, 3, -1",
  "'1', 2", "1, '2'", "1, 2, '1'", "nil, 1", "1, nil", "1, 2, nil",
  "1, 1/0, 2^60", "2^53, 2^53 + 2", "-1, 1, 0.1", "1, 2, {}", "{}, 2" } do
  case("local n, last = 0 for i = " .. limits .. " do n, last = n + 1, i if n > 50 then break end end \z
  return n, last")
end
