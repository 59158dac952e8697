-- Arrays: fill, read, overwrite, sum.
local function fill(n)
  local t = {}
  for i = 1, n do t[i] = i end
  return t
end

return {
  n = 400000, smoke = 500,
  run = function(n)
    local t = fill(n)
    assert(#t == n)
    for i = 1, n do t[i] = t[i] * 2 end
    local sum = 0
    for i = 1, #t do sum = sum + t[i] end
    assert(sum == n * (n + 1))
    for i = #t, 1, -1 do t[i] = nil end
    assert(next(t) == nil)
  end,
}
