-- A string that grows by pieces, as people write it first.
return {
  n = 8000, smoke = 50,
  run = function(n)
    local s = ""
    for _ = 1, n do s = s .. "x" end
    assert(#s == n)
    local lines = ""
    for i = 1, n / 4 do
      lines = lines .. "line " .. i .. "\n"
      if i % 500 == 0 then assert(lines:sub(-1) == "\n") end
    end
    assert(select(2, lines:gsub("\n", "")) == n / 4 - n / 4 % 1)
  end,
}
