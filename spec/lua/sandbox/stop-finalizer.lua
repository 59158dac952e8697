-- stopped: finalizers that never end, made for ever
while true do
  pcall(setmetatable, {}, { __gc = function() while true do pcall(function() while true do end end) end
    end })
end
