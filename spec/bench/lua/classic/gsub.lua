-- Replacing by string, table and function.
local text = ("the quick brown fox jumps over the lazy dog, 12 times; "):rep(8)
local names = { fox = "cat", dog = "mouse" }

return {
  n = 120, smoke = 1,
  run = function(n)
    for _ = 1, n do
      local a, count = text:gsub("o", "0")
      assert(count == 32 and #a == #text)
      local b = text:gsub("(%w+) (%w+)", "%2 %1")
      assert(#b == #text and b:sub(1, 9) == "quick the")
      local c = text:gsub("%w+", names)
      assert(c:find("lazy mouse", 1, true))
      local d = text:gsub("%d+", function(digits) return "<" .. digits .. ">" end)
      assert(#d == #text + 16)
      local e = text:gsub("^%s*(.-)%s*$", "%1")
      assert(#e == #text - 1)
    end
  end,
}
