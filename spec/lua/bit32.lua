-- bit32: every function with arguments of every kind and with edges of 32 bits.
dofile "support/case.lua"
dofile "support/matrix.lua"
for _, f in ipairs{ "band", "bor", "bxor", "btest" } do matrix("bit32." .. f, "0xF0", "0x3C", "0xFF") end
matrix("bit32.bnot", "5")
for _, f in ipairs{ "arshift", "lshift", "rshift", "lrotate", "rrotate" } do matrix("bit32." .. f,
  "0x80000001", "4") end
matrix("bit32.extract", "0xABCD", "4", "8")
matrix("bit32.replace", "0xABCD", "0x5", "4", "8")
for _, f in ipairs{ "arshift", "lshift", "rshift", "lrotate", "rrotate" } do
  for _, n in ipairs{ 0, 1, 31, 32, 33, 64, -1, -31, -32, -33 } do
    for _, x in ipairs{ "0", "1", "0x80000000", "0xFFFFFFFF", "0x12345678",
    "-1" } do case("bit32." .. f .. "(" .. x .. ", " .. n .. ")") end
  end
end
for _, x in ipairs{ "2^32", "2^32 + 5", "-2^32", "2^40 + 7", "2^52", "-1.5", "0.5", "2.5", "3.5",
  "4294967295.6" } do
  case("bit32.bnot(" .. x .. ")") case("bit32.band(" .. x .. ", 255)") case("bit32.lshift(" .. x .. ", 1)")
end
for f = -1, 33, 2 do case("bit32.extract(0xDEADBEEF, " .. f .. ")") case("bit32.extract(0xDEADBEEF, " ..
  f .. ", 3)") case("bit32.replace(0, 5, " .. f .. ", 3)") end
case "bit32.extract(5, 31, 2)" case "bit32.extract(5, 0, 33)" case "bit32.extract(5, 0, 0)"
case "bit32.extract(5, -1, 0)" case "bit32.extract(0xFFFFFFFF, 0, 32)"
case "bit32.replace(0, -1, 0, 32)" case "bit32.band()" case "bit32.bor()" case "bit32.bxor()"
case "bit32.btest()" case "bit32.band(1, 2, 3, 4, 5, 6, 7)"
