-- Points that stay small: tight loops on floating-point locals.
local function inside(n)
  local points = 0
  for row = 0, n - 1 do
    local ci = 2 * row / n - 1
    for column = 0, n - 1 do
      local cr = 2 * column / n - 1.5
      local x, y, xx, yy, steps = 0, 0, 0, 0, 0
      while xx + yy <= 4 and steps < 50 do
        y = 2 * x * y + ci
        x = xx - yy + cr
        xx, yy = x * x, y * y
        steps = steps + 1
      end
      if steps == 50 then points = points + 1 end
    end
  end
  return points
end

return {
  n = 120, smoke = 20,
  run = function(n)
    -- The set has an area of 1.5066; the window is 4.
    local area = 4 * inside(n) / (n * n)
    assert(area > 1.45 and area < 1.65, area)
  end,
}
