-- Queens that do not attack each other, by backtracking.
local function solve(row, n, columns, up, down)
  if row > n then return 1 end
  local found = 0
  for c = 1, n do
    if not columns[c] and not up[row + c] and not down[row - c + n] then
      columns[c], up[row + c], down[row - c + n] = true, true, true
      found = found + solve(row + 1, n, columns, up, down)
      columns[c], up[row + c], down[row - c + n] = false, false, false
    end
  end
  return found
end

local known = { [5] = 10, [9] = 352 }

return {
  n = 9, smoke = 5,
  run = function(n) assert(solve(1, n, {}, {}, {}) == known[n]) end,
}
