-- string.format with the conversions of logs, reports and protocols.
return {
  n = 20000, smoke = 20,
  run = function(n)
    local format, length = string.format, 0
    for i = 1, n do
      length = length + #format("%d %s %d", i, "message", i * 2)
      length = length + #format("%5d|%-10s|%05.2f", i % 1000, "name", i / 8)
      length = length + #format("%x %q %.3f", i, "a\"b", i * 0.1)
    end
    assert(length > 40 * n and length < 70 * n)
    assert(format("%5d|%-10s|%05.2f", 42, "name", 3.14159) == "   42|name      |03.14")
    assert(format("%x %q %.3f", 255, "a\"b", 2 / 3) == 'ff "a\\"b" 0.667')
  end,
}
