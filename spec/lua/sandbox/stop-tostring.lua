-- stopped: values that never finish becoming text
local t = setmetatable({}, { __tostring = function() while true do end end })
while true do pcall(tostring, t) pcall(print, t) pcall(string.format, "%s", t) pcall(error, t) end
