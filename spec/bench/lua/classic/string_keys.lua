-- A table as a dictionary: keys made from text, fields known in the source.
local words = {}
for i = 1, 4000 do words[i] = "key" .. i end

return {
  n = 12, smoke = 1,
  run = function(n)
    local counts = {}
    for round = 1, n do
      for i = 1, #words do
        local word = words[i]
        counts[word] = (counts[word] or 0) + round
      end
    end
    local total = 0
    for i = 1, #words do total = total + counts["key" .. i] end
    assert(total == #words * n * (n + 1) / 2)

    local point = { x = 0, y = 0, width = 1, height = 2 }
    for i = 1, n * 8000 do
      point.x = point.x + point.width
      point.y = point.y + point.height
      if point.x > 100 then point.x, point.y = 0, 0 end
    end
    assert(point.y == 2 * point.x)
    for i = 1, #words, 2 do counts[words[i]] = nil end
    local left = 0
    for _ in pairs(counts) do left = left + 1 end
    assert(left == #words / 2)
  end,
}
