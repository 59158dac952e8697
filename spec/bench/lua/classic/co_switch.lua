-- Coroutines that pass values back and forth.
return {
  n = 100000, smoke = 50,
  run = function(n)
    local producer = coroutine.wrap(function()
      for i = 1, n do coroutine.yield(i) end
    end)
    local sum = 0
    for _ = 1, n do sum = sum + producer() end
    assert(sum == n * (n + 1) / 2)
    local echo = coroutine.create(function(x)
      while true do x = coroutine.yield(x + 1) end
    end)
    local value = 0
    for _ = 1, n do
      local _, answer = coroutine.resume(echo, value)
      value = answer
    end
    assert(value == n)
  end,
}
