-- Calls and nothing else: Fibonacci by recursion.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local function expected(n)
  local a, b = 0, 1
  for _ = 1, n do a, b = b, a + b end
  return a
end

return {
  n = 29, smoke = 12,
  run = function(n) assert(fib(n) == expected(n)) end,
}
