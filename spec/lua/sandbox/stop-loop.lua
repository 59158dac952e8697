-- stopped: a loop that catches every error
while true do pcall(function() while true do end end) end
