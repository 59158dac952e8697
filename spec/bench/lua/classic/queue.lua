-- Stacks and queues with table.insert and table.remove, in the middle too.
local insert, remove = table.insert, table.remove

return {
  n = 60000, smoke = 100,
  run = function(n)
    local stack = {}
    for i = 1, n do insert(stack, i) end
    local sum = 0
    while #stack > 0 do sum = sum + remove(stack) end
    assert(sum == n * (n + 1) / 2)
    local queue, taken = {}, 0
    for i = 1, n / 4 do
      insert(queue, i)
      if #queue > 16 then taken = taken + remove(queue, 1) end
    end
    local m = math.floor(n / 4) - 16
    assert(taken == m * (m + 1) / 2)
    local list = {}
    for i = 1, n / 20 do
      insert(list, 1, i)
      if #list > 50 then remove(list, 25) end
    end
    assert(list[1] == math.floor(n / 20))
  end,
}
