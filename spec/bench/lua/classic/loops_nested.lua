-- Loops in loops, with the inner bounds depending on the outer ones.
local function triples(n)
  local found = 0
  for a = 1, n do
    for b = a, n do
      local square = a * a + b * b
      for c = b, a + b do
        if c * c >= square then
          if c * c == square then found = found + 1 end
          break
        end
      end
    end
  end
  return found
end

local function counted(n)
  local found = 0
  for a = 1, n do
    for b = a, n do
      local c = math.floor(math.sqrt(a * a + b * b) + 0.5)
      if c * c == a * a + b * b then found = found + 1 end
    end
  end
  return found
end

return {
  n = 240, smoke = 30,
  run = function(n) assert(triples(n) == counted(n)) end,
}
