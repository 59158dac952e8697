-- Prime numbers by crossing out.
local function primes(n)
  local crossed, count = {}, 0
  for i = 1, n do crossed[i] = false end
  for i = 2, n do
    if not crossed[i] then
      count = count + 1
      for k = i * i, n, i do crossed[k] = true end
    end
  end
  return count
end

local known = { [1000] = 168, [200000] = 17984 }

return {
  n = 200000, smoke = 1000,
  run = function(n) assert(primes(n) == known[n]) end,
}
