-- stopped: a comparison that lies, over and over
local t = {}
for i = 1, 5000 do t[i] = (i * 7919) % 5000 end
while true do pcall(table.sort, t, function(a, b) return a % 7 < b % 7 or a > b end) end
