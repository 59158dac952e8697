-- Generic for: ipairs, pairs, next, an iterator in Lua.
local function range(n)
  local i = 0
  return function()
    i = i + 1
    if i <= n then return i end
  end
end

return {
  n = 60, smoke = 1,
  run = function(n)
    local list, map = {}, {}
    for i = 1, 3000 do
      list[i] = i
      map["k" .. i] = i
    end
    local expected = 3000 * 3001 / 2
    for _ = 1, n do
      local sum = 0
      for _, v in ipairs(list) do sum = sum + v end
      assert(sum == expected)
      for _, v in pairs(list) do sum = sum + v end
      assert(sum == 2 * expected)
      for k, v in pairs(map) do sum = sum + v end
      assert(sum == 3 * expected)
      for i in range(3000) do sum = sum + i end
      assert(sum == 4 * expected)
    end
  end,
}
