-- Looking for text in text, plain and by pattern.
local text = ("lorem ipsum dolor sit amet, consectetur adipiscing elit. "):rep(100) .. "needle 42!"

return {
  n = 250, smoke = 2,
  run = function(n)
    for _ = 1, n do
      assert(text:find("needle", 1, true) == 5701)
      assert(text:find("needle") == 5701)
      assert(not text:find("haystack", 1, true))
      local from, to, digits = text:find("(%d+)")
      assert(from == 5708 and to == 5709 and digits == "42")
      local at, hits = 1, 0
      while true do
        local s, e = text:find("dolor", at, true)
        if not s then break end
        hits, at = hits + 1, e + 1
      end
      assert(hits == 100)
    end
  end,
}
