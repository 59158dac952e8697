-- Text byte by byte: byte, char, sub, rep, reverse, upper, lower, comparing.
local text = "The quick brown fox jumps over the lazy dog. "

return {
  n = 60, smoke = 2,
  run = function(n)
    local all = text:rep(20)
    for _ = 1, n do
      local sum = 0
      for i = 1, #all do sum = (sum * 31 + all:byte(i)) % 65536 end
      assert(sum == 28992)
      local spaces = 0
      for i = 1, #all do
        if all:sub(i, i) == " " then spaces = spaces + 1 end
      end
      assert(spaces == 180)
      local out = {}
      for i = 1, #all do
        local c = all:byte(i)
        if c >= 97 and c <= 122 then c = (c - 97 + 13) % 26 + 97 end
        out[i] = string.char(c)
      end
      assert(table.concat(out):sub(1, 9) == "Tur dhvpx")
      assert(all:reverse():reverse() == all and all:upper():lower() == all:lower())
      local less = 0
      for i = 1, 200 do
        if all:sub(i, i + 5) < all:sub(i + 1, i + 6) then less = less + 1 end
      end
      assert(less > 50 and less < 150)
      local a, b, c = all:byte(1, 3)
      assert(string.char(a, b, c) == "The")
    end
  end,
}
