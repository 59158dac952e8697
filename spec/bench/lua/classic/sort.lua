-- table.sort on numbers and strings, in their own order.
local function random(seed)
  local state = seed
  return function(limit)
    state = (state * 16807) % 2147483647
    return state % limit + 1
  end
end

local function sorted(t)
  for i = 2, #t do
    if t[i] < t[i - 1] then return false end
  end
  return true
end

return {
  n = 30000, smoke = 50,
  run = function(n)
    local next_random, numbers, strings = random(42), {}, {}
    for i = 1, n do
      numbers[i] = next_random(1000000)
      if i <= n / 4 then strings[i] = "item" .. next_random(100000) end
    end
    table.sort(numbers)
    assert(sorted(numbers) and #numbers == n)
    table.sort(numbers)
    table.sort(strings)
    assert(sorted(strings))
  end,
}
