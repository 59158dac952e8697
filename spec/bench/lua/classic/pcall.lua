-- Protected calls that succeed.
local function work(a, b) return a + b, a - b end

return {
  n = 300000, smoke = 50,
  run = function(n)
    local sum = 0
    for i = 1, n do
      local ok, plus, minus = pcall(work, i, 1)
      if ok then sum = sum + plus - minus end
    end
    assert(sum == 2 * n)
    local fine = 0
    for _ = 1, n / 4 do
      if pcall(function() fine = fine + 1 end) then fine = fine + 1 end
    end
    assert(fine == 2 * math.floor(n / 4))
  end,
}
