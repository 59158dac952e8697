-- Functions that capture: made, called, sharing variables, passed around.
local function counter(step)
  local value = 0
  return function() value = value + step return value end, function() return value end
end

local function compose(f, g) return function(x) return f(g(x)) end end

return {
  n = 150000, smoke = 50,
  run = function(n)
    local total = 0
    for i = 1, n do
      local add = function(x) return x + i end
      total = total + add(1)
    end
    assert(total == n * (n + 1) / 2 + n)
    local step, value = counter(3)
    for _ = 1, n do step() end
    assert(value() == 3 * n)
    local f = compose(function(x) return x + 1 end, function(x) return x * 2 end)
    local x = 0
    for i = 1, n do x = x + f(i) end
    assert(x == n * (n + 1) + n)
    local each = {}
    for i = 1, 100 do each[i] = counter(i) end
    for _ = 1, n / 100 do
      for i = 1, 100 do each[i]() end
    end
  end,
}
