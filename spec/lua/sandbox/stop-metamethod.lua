-- stopped: natives that wait for a metamethod
local t = setmetatable({}, { __lt = function() while true do end end,
  __index = function() while true do end end })
while true do pcall(table.sort, { t, t, t }) pcall(string.gsub, "x", "x", t) end
