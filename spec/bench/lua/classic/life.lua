-- Conway's game on a torus: gliders come back to where they began.
local function grid(size)
  local g = {}
  for y = 1, size do
    local row = {}
    for x = 1, size do row[x] = 0 end
    g[y] = row
  end
  return g
end

local function step(old, new)
  local size = #old
  for y = 1, size do
    local above = old[y == 1 and size or y - 1]
    local here, out = old[y], new[y]
    local below = old[y == size and 1 or y + 1]
    for x = 1, size do
      local l, r = x == 1 and size or x - 1, x == size and 1 or x + 1
      local around = above[l] + above[x] + above[r] + here[l] + here[r]
        + below[l] + below[x] + below[r]
      out[x] = (around == 3 or around == 2 and here[x] == 1) and 1 or 0
    end
  end
end

local glider = { { 1, 2 }, { 2, 3 }, { 3, 1 }, { 3, 2 }, { 3, 3 } }

return {
  n = 24, smoke = 8,
  run = function(n)
    local a, b = grid(n), grid(n)
    for _, cell in ipairs(glider) do a[cell[1]][cell[2]] = 1 end
    -- A glider moves by one cell in four steps.
    for _ = 1, 4 * n do
      step(a, b)
      a, b = b, a
    end
    local alive = 0
    for y = 1, n do
      for x = 1, n do alive = alive + a[y][x] end
    end
    assert(alive == 5)
    for _, cell in ipairs(glider) do assert(a[cell[1]][cell[2]] == 1) end
  end,
}
