-- stopped: coroutines that start each other
local function spin() while true do local co = coroutine.wrap(spin) pcall(co) end end
while true do pcall(spin) end
