-- Counting loops on whole numbers: for, while and repeat.
local function forward(n)
  local sum = 0
  for i = 1, n do sum = sum + i % 7 end
  for i = n, 1, -3 do sum = sum + i % 5 end
  return sum
end

local function conditional(n)
  local i, steps = 0, 0
  while i < n do
    if i % 3 == 0 then i = i + 1 else i = i + 2 end
    steps = steps + 1
  end
  repeat
    i = i - 1
    steps = steps + 1
  until i <= 0
  return steps
end

local function residues(from, to, step, modulus)
  local sum = 0
  for i = from, to, step do sum = sum + i % modulus end
  return sum
end

return {
  n = 1500000, smoke = 300,
  run = function(n)
    assert(forward(n) == residues(1, n, 1, 7) + residues(n, 1, -3, 5))
    local steps = conditional(n)
    assert(steps > n and steps < 2.1 * n)
  end,
}
