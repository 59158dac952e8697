-- stopped: strings made again and again
while true do pcall(function() return (("x"):rep(2 ^ 20):upper():reverse():gsub("X", "yy")) end) end
