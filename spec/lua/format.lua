-- string.format: every combination of flags with widths and precisions, for every conversion.
local flags = {}
for bits = 0, 31 do
  local set = ""
  for i = 0, 4 do
    if bit32.extract(bits, i) == 1 then set = set .. ("-+ #0"):sub(i + 1, i + 1) end
  end
  flags[#flags + 1] = set
end

local values = {
  { "d", 0, 1, -12345, 2^31, -2^31, 2^53 }, { "i", 0, -7 }, { "u", 0, 7, 2^32 }, { "o", 0, 511, 2^40 },
  { "x", 0, 255, 2^40 }, { "X", 0, 48879 }, { "c", 65, 200 },
  { "e", 0, -1.5, 1e300, 1e-300, 123456.789, 1/0, -1/0 }, { "E", 1.5, 1/0 },
  { "f", 0, -0.0, -1.5, 0.5, 2.5, 1e15, 1/3, 1/0 },
  { "g", 0, -1.5, 1e300, 1e-5, 1e-4, 123456, 1234567, 0.1, 100000, 1e6, 1/0 }, { "G", 1e-10, 1/0 },
  { "a", 0, -1.5, 1/3, 1e-310, 1/0 }, { "A", 0.1, 255 }, { "s", "", "abc", "hello world" }, { "q", "a\nb" },
}
for _, row in ipairs(values) do
  for _, set in ipairs(flags) do
    for _, width in ipairs{ "", "1", "15" } do
      for _, precision in ipairs{ "", ".", ".0", ".1", ".12" } do
        local out = {}
        local format = "%" .. set .. width .. precision .. row[1]
        for i = 2, #row do out[#out + 1] = select(2, pcall(string.format, format, row[i])) end
        print(format, table.concat(out, "|"))
      end
    end
  end
end

-- What is no format, and what no value.
for _, format in ipairs{ "%", "%%", "%5%", "%y", "%123d", "%.123d", "%99d", "%.99f", "%100d", "%1.100d",
  "%------d", "%-----d", "%+ #0-5d", "%0000005d", "%l", "%ld", "%n", "%p", "%5", "%.", "%-", "%s%s",
  "%1$d", "%*d", "%'d", "%I5d", "%.5.5d", "%5.5.5s", "%v", "%\0", "abc%" } do
  for _, value in ipairs{ 5, "x", {} } do
    print((format:gsub("%z", "0")), (tostring(select(2, pcall(string.format, format, value))):gsub("%z", "0")
      :gsub("0x%x+", "")))
  end
  print(pcall(string.format, format))
end
for _, value in ipairs{ 2^63, -2^63, 2^64, 1e19, -1e19, 1/0, 1.5, -1.5, "10", "0x10", "1e2", " 5 ", "x",
  true } do
  for conversion in ("diuoxXcegasq"):gmatch"." do
    print(conversion, value, (tostring(select(2, pcall(string.format, "%" .. conversion, value)))
      :gsub("%z", "0")))
  end
end
