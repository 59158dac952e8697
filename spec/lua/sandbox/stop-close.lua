-- stopped: a script that leaves finalizers behind which never end
for i = 1, 100 do
  _G[i] = setmetatable({}, { __gc = function() while true do pcall(error) end end })
end
while true do end
