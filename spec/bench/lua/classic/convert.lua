-- Numbers to text and back, types, raw access: small calls of the basic library.
return {
  n = 40000, smoke = 20,
  run = function(n)
    local sum, length = 0, 0
    local t = setmetatable({ 1 }, { __index = function() return 0 end })
    for i = 1, n do
      local whole, part = tostring(i), tostring(i / 4)
      length = length + #whole + #part
      sum = sum + tonumber(whole) + tonumber(part) * 4
      sum = sum + tonumber("0x10") + tonumber("12", 8)
      if type(i) == "number" and type(whole) == "string" then sum = sum + 1 end
      sum = sum + rawget(t, 1) + math.floor(i / 3) - math.floor(i / 3) + math.max(i, 1) - i
      if rawequal(t, t) and getmetatable(t) then sum = sum + 1 end
    end
    assert(sum == n * (n + 1) + n * 29, sum)
    assert(length > n)
  end,
}
