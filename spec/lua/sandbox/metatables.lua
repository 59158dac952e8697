-- The metatables that all values of a type share cannot be seen, changed or replaced.
assert(getmetatable("") == "locked")
assert(not pcall(function() getmetatable("").__index = {} end))
assert(not pcall(setmetatable, "", {}))
assert(not pcall(setmetatable, string, {}))
assert(not pcall(setmetatable, _G, nil) or getmetatable(_G) == nil)
for _, library in pairs{ string, table, math, bit32, bit, utf8, os, debug, coroutine } do
  assert(not pcall(function() library.evil = 1 end), "a library can be written")
  assert(not pcall(rawset, library, "evil", 1), "rawset passes the lock")
  assert(not pcall(rawset, library, 1, 1))
  assert(not pcall(table.insert, library, 1))
  assert(not pcall(table.sort, library) or next(library) ~= 1)
  assert(library.evil == nil and rawget(library, "evil") == nil)
end
assert(not pcall(function() string.rep = nil end))
assert(("x"):rep(2) == "xx")
assert(("x").nothing == nil)
assert(getmetatable(nil) == nil and getmetatable(1) == nil and getmetatable(print) == nil)
-- Locked metatables of one's own stay locked.
local t = setmetatable({}, { __metatable = false })
assert(getmetatable(t) == false and not pcall(setmetatable, t, {}))
-- Tricks that hand natives something other than they look at.
for _, value in pairs{ {}, print, coroutine.create(print), "", 1, true } do
  pcall(setmetatable, value, { __index = string, __name = "FILE*", __tostring = error, __gc = print })
end
