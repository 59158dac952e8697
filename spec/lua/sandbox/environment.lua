-- _ENV, load and closures give no other environment than one's own.
local outside = load("return _ENV")()
assert(outside.io == nil and outside.os.execute == nil and outside.require == nil)
assert(load("local a = ... return _ENV", "=x", "t", { own = 1 })().own == 1)
assert(load("return x", "=x", "t", nil) and not pcall(load("return x", "=x", "t", nil)))
local _ENV = setmetatable({}, { __index = _ENV })
x = 1
assert(x == 1)
assert(getfenv == nil and setfenv == nil)
assert(debug.getinfo == nil and debug.getupvalue == nil and debug.setupvalue == nil)
assert(debug.getregistry == nil and debug.sethook == nil and debug.getlocal == nil)
assert(debug.setmetatable == nil and debug.getmetatable == nil and debug.upvaluejoin == nil)
-- What a host leaves in global tables cannot be exchanged under it.
for name in pairs{ assert = 1, pcall = 1, error = 1, print = 1, type = 1 } do
  assert(type(_ENV[name]) == "function")
end
