-- stopped: library functions that are long rather than called often
local t = {}
local long = setmetatable({}, { __len = function() return 2 ^ 31 - 1 end, __index = function() return "x"
  end })
for i = 1, 1e5 do t[i] = "xxxxxxxxxx" end
while true do pcall(table.concat, t, ("y"):rep(100)) pcall(table.unpack, t, 1, 200) pcall(table.sort, t)
  pcall(table.concat, long) pcall(table.sort, long) end
