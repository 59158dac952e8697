-- Flipping pancakes: permutations of a small array.
local function fannkuch(n)
  local perm, work, rotated = {}, {}, {}
  for i = 1, n do perm[i], rotated[i] = i, 0 end
  local most, checksum, parity = 0, 0, 1
  while true do
    local first = perm[1]
    if first ~= 1 then
      for i = 1, n do work[i] = perm[i] end
      local flips = 0
      repeat
        local low, high = 1, first
        while low < high do
          work[low], work[high] = work[high], work[low]
          low, high = low + 1, high - 1
        end
        flips = flips + 1
        first = work[1]
      until first == 1
      if flips > most then most = flips end
      checksum = checksum + parity * flips
    end
    if parity == 1 then
      perm[1], perm[2] = perm[2], perm[1]
      parity = -1
    else
      parity = 1
      perm[2], perm[3] = perm[3], perm[2]
      local k = 3
      while true do
        rotated[k] = rotated[k] + 1
        if rotated[k] < k then break end
        if k == n then return most, checksum end
        rotated[k] = 0
        local moved = perm[1]
        for i = 1, k do perm[i] = perm[i + 1] end
        k = k + 1
        perm[k] = moved
      end
    end
  end
end

local known = { [7] = { 16, 228 }, [8] = { 22, 1616 }, [9] = { 30, 8629 } }

return {
  n = 8, smoke = 7,
  run = function(n)
    local most, checksum = fannkuch(n)
    assert(most == known[n][1] and checksum == known[n][2])
  end,
}
