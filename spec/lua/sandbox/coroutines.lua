-- Coroutines neither escape a limit nor break when they are used against the grain.
local function nest(n) return coroutine.wrap(function()
  if n > 0 then return nest(n - 1) end return "in" end)() end
assert(nest(50) == "in")
assert(not pcall(nest, 100000))
local me = coroutine.running()
assert(not coroutine.resume(me))
assert(not pcall(coroutine.wrap(function() coroutine.wrap(coroutine.running)() error("x") end)))
local co
co = coroutine.create(function() return coroutine.resume(co) end)
assert(select(2, coroutine.resume(co)) == false)
co = coroutine.wrap(function() return pcall(co) end)
assert(co() == false)
for _, bad in ipairs{ 1, "x", {}, print } do
  assert(not pcall(coroutine.resume, bad) and not pcall(coroutine.status, bad))
end
-- An error value of any kind comes out as it went in.
for _, value in ipairs{ {}, print, true, 5, "s" } do
  local ok, e = coroutine.resume(coroutine.create(function() error(value, 0) end))
  assert(not ok and e == value)
end
-- Yields from where one should not be possible.
local log = {}
local c = coroutine.create(function()
  table.sort({ 3, 1, 2 }, function(a, b) coroutine.yield("s") return a < b end)
  return (("abc"):gsub(".", function(x) coroutine.yield(x) end))
end)
for _ = 1, 100 do
  local ok, v = coroutine.resume(c)
  if not ok or coroutine.status(c) == "dead" then break end
  log[#log + 1] = v
end
assert(coroutine.status(c) == "dead")
