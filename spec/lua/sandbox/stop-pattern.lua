-- stopped: a pattern that tries every way of cutting the text
local s = ("a"):rep(5000)
while true do pcall(string.find, s, ".-.-.-.-.-b") end
