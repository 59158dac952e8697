-- Product of square matrices held as tables of rows.
local function matrix(n, at)
  local m = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = at(i, j) end
    m[i] = row
  end
  return m
end

local function multiply(a, b)
  local n, c = #a, {}
  for i = 1, n do
    local row, out = a[i], {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + row[k] * b[k][j] end
      out[j] = sum
    end
    c[i] = out
  end
  return c
end

return {
  n = 110, smoke = 8,
  run = function(n)
    local a = matrix(n, function(i, j) return i - j + 0.5 end)
    local shift = matrix(n, function(i, j) return j == i % n + 1 and 2 or 0 end)
    local c = multiply(a, shift)
    for i = 1, n do
      for j = 1, n do assert(c[i][j % n + 1] == 2 * a[i][j]) end
    end
  end,
}
