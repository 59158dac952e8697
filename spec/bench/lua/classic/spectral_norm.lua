-- The norm of an infinite matrix, approximated: small calls on floating-point numbers.
local function entry(i, j)
  local d = i + j - 1
  return 1.0 / (d * (d - 1) * 0.5 + i)
end

local function times(n, from, to)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + from[j] * entry(i, j) end
    to[i] = sum
  end
end

local function times_transposed(n, from, to)
  for i = 1, n do
    local sum = 0
    for j = 1, n do sum = sum + from[j] * entry(j, i) end
    to[i] = sum
  end
end

return {
  n = 100, smoke = 20,
  run = function(n)
    local u, v, t = {}, {}, {}
    for i = 1, n do u[i] = 1 end
    for _ = 1, 10 do
      times(n, u, t)
      times_transposed(n, t, v)
      times(n, v, t)
      times_transposed(n, t, u)
    end
    local uv, vv = 0, 0
    for i = 1, n do uv, vv = uv + u[i] * v[i], vv + v[i] * v[i] end
    assert(math.abs(math.sqrt(uv / vv) - (n == 100 and 1.274219991 or 1.2736)) < 1e-3)
  end,
}
