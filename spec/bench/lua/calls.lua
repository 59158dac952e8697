-- Prints the milliseconds of work that is nearly all calls, the best of some rounds.
local N, ROUNDS = tonumber(arg[1]) or 30, tonumber(arg[2]) or 5

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local best = math.huge
for _ = 1, ROUNDS do
  local began = os.clock()
  fib(N)
  best = math.min(best, os.clock() - began)
end
print("ms " .. best * 1000)
