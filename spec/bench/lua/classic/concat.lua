-- Short strings from text and numbers, gathered with table.concat.
return {
  n = 40000, smoke = 50,
  run = function(n)
    local parts, length = {}, 0
    for i = 1, n do
      local s = "x" .. i
      parts[i] = s
      length = length + #s
    end
    local all = table.concat(parts)
    assert(#all == length)
    local listed = table.concat(parts, ", ")
    assert(#listed == length + 2 * (n - 1))
    local seen = 0
    for i = 1, n do
      local line = "id=" .. i .. " name=" .. parts[i] .. ";" .. (i / 2) .. "\n"
      seen = seen + #line
    end
    assert(seen > 14 * n)
  end,
}
