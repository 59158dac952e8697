-- Variable numbers of arguments: select, packing, passing on, several results.
local function count(...) return select("#", ...) end

local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end

local function packed(...)
  local t, total = { ... }, 0
  for i = 1, #t do total = total + t[i] end
  return total
end

local function pass(f, ...) return f(...) end

local function three(x) return x, x + 1, x + 2 end

local unpack = table.unpack or unpack

return {
  n = 40000, smoke = 50,
  run = function(n)
    local total = 0
    for i = 1, n do
      total = total + count(i, nil, i) + sum(1, 2, 3, 4) + packed(1, 2, 3)
      total = total + pass(sum, i, -i, 1)
      local a, b, c = three(i)
      total = total + a + c - 2 * b
      total = total + sum(three(0)) + sum(unpack({ 1, 2, 3 }))
    end
    assert(total == n * (3 + 10 + 6 + 1 + 3 + 6))
  end,
}
