-- Arithmetic on fractions: a series and a numerical integral.
local function leibniz(n)
  local sum, sign = 0.0, 1.0
  for i = 0, n - 1 do
    sum = sum + sign / (2.0 * i + 1.0)
    sign = -sign
  end
  return 4.0 * sum
end

local function integral(n)
  local h, area = 1.0 / n, 0.0
  local x = h / 2
  while x < 1.0 do
    area = area + h * (x * x + 0.5 * x - 0.25)
    x = x + h
  end
  return area
end

return {
  n = 1000000, smoke = 2000,
  run = function(n)
    assert(math.abs(leibniz(n) - math.pi) < 2 / n)
    assert(math.abs(integral(n) - 1 / 3) < 4 / n)
  end,
}
