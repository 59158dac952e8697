-- stopped: a chunk without an end
load(function() return "x = 1 " end)
while true do pcall(load, function() return " " end) end
