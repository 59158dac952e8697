-- Error handlers, error values, and the metamethods that natives call.
local e = setmetatable({}, { __tostring = function() error("inside") end, __name = 5, __concat = error,
  __eq = error, __lt = error, __le = error, __call = error, __unm = error, __len = error, __pairs = error,
  __ipairs = error, __gc = error, __mode = 5, __metatable = error })
for _, f in ipairs{ tostring, print, error, ipairs, pairs, setmetatable, table.concat, string.rep, next } do
  pcall(f, e)
end
assert(not pcall(error, e))
assert(select(2, pcall(error, e)) == e or rawequal(select(2, pcall(error, e)), e))
assert(select(2, xpcall(error, function(m) error(m) end, "x")) ~= nil)
assert(not xpcall(function() local x = nil + 1 end, function(m) return m .. nil end))
local depth = 0
assert(not xpcall(error, function(m) depth = depth + 1 error(m) end, "x"))
assert(depth < 100000)
local function again(m) return xpcall(error, again, m) end
pcall(again, "x")
assert(not pcall(function()
  local t = setmetatable({}, { __index = function(t, k) error(k) end }) return t.x end))
-- A table that changes while it is walked through.
local t = {}
for i = 1, 100 do t[i] = i t["k" .. i] = i end
pcall(function() for k in pairs(t) do t[k .. "x"] = 1 t[k] = nil end end)
pcall(table.sort, { 3, 2, 1, 5, 4, 9, 8, 7 }, function() return true end)
local s = {}
for i = 1, 50 do s[i] = i end
pcall(table.sort, s, function(a, b) s[#s] = nil return a < b end)
pcall(string.gsub, "aaa", "a", function() t = nil error({}) end)
