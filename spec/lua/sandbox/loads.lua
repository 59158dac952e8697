-- load takes text only and gives it no more than it is given, whatever its reader, name, mode and
-- environment.
local chunk = load("return 1")
for _, mode in ipairs{ "b", "x", "", "tb\0", 5, {} } do
  local ok, f, message = pcall(load, "return 1", "=x", mode)
  assert(not ok or f == nil or mode == "bt" or type(f) == "function")
end
for _, reader in ipairs{ error, function() error({}) end, function() return {} end, function() return
  true end,
  coroutine.wrap(function() coroutine.yield("return ") coroutine.yield("\27Lua") end), tostring,
  setmetatable({}, { __call = function() return "return 1" end }) } do
  local ok, f = pcall(load, reader, "=reader", "t", {})
  assert(not ok or f == nil or type(f) == "function")
end
-- A reader that loads, and one that is read by itself.
local depth = 0
local function again() depth = depth + 1 if depth < 500 then load(again) end return nil end
pcall(load, again)
local names = { "=[C]", "@/etc/passwd", "=" .. ("n"):rep(1e5), "@" .. ("\n"):rep(100), "", "\0", "=?" }
for _, name in ipairs(names) do
  local ok, message = pcall(load("error('here')", name))
  assert(not ok and #message < 200, #message)
end
for _, env in ipairs{ false, 5, "text", print, coroutine.create(print), setmetatable({}, { __index =
  error }) } do
  local f = load("x = 1 return x", "=e", "t", env)
  assert(f) pcall(f)
  assert(x == nil)
end
-- Sizes that the compiler refuses, in its own words.
local function refused(source)
  local f, message = load(source)
  assert(not f and not message:find("java") and #message < 300, message)
end
local many = {}
for i = 1, 300 do many[i] = "v" .. i end
refused("local " .. table.concat(many, ", "))
refused("return function(" .. table.concat(many, ", ") .. ") end")
refused(("do "):rep(300) .. ("end "):rep(300))
refused("return " .. ("function() return "):rep(300) .. ("end "):rep(300))
refused("return " .. ("{"):rep(300) .. ("}"):rep(300))
refused(("x = "):rep(2) .. ("("):rep(300) .. "1" .. (")"):rep(300))
refused("x" .. (", x"):rep(300) .. " = 1" .. (" .. 'a'"):rep(300) .. "(")
refused("return '" .. ("\\999"):rep(10) .. "'")
refused("::a:: " .. ("::a:: "):rep(3))
assert(load("return " .. ("'a' .. "):rep(150) .. "'b'"))
assert(#load("return {" .. ("1,"):rep(70000) .. "}")() == 70000)
local keys = {}
for i = 1, 3000 do keys[i] = ("k%d = %d.5"):format(i, i) end
assert(load("return {" .. table.concat(keys, ", ") .. "}")().k3000 == 3000.5)
assert(chunk() == 1)
