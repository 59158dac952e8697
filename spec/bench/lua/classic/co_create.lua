-- Coroutines made, run to their end, and dropped.
return {
  n = 40000, smoke = 20,
  run = function(n)
    local sum = 0
    for i = 1, n do
      local co = coroutine.create(function(a, b)
        return a + b
      end)
      local ok, value = coroutine.resume(co, i, 1)
      if ok then sum = sum + value end
    end
    assert(sum == n * (n + 1) / 2 + n)
    local parts = 0
    for i = 1, n / 4 do
      for part in coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) do
        parts = parts + part
      end
    end
    assert(parts == 3 * math.floor(n / 4))
  end,
}
