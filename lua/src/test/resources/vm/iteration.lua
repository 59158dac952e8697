-- pairs, ipairs and next under a for: what it steps itself must be what a call would give.
local function keys(t)
  local out = {}
  for k, v in pairs(t) do out[#out + 1] = tostring(k) .. "=" .. tostring(v) end
  table.sort(out)
  return table.concat(out, " ")
end

print(keys({}), keys({ 1, 2, nil, 4 }), keys({ a = 1, [2.5] = 2, [true] = 3, [-1] = 4, [2 ^ 40] = 5 }))

local t = {}
for i = 1, 100 do t["k" .. i], t[i] = i, -i end
local seen = 0
for k, v in pairs(t) do
  t[k] = nil
  seen = seen + math.abs(v)
end
print(seen, next(t))

local objects = {}
for i = 1, 50 do objects[{}] = i end
seen = 0
for k, v in pairs(objects) do
  objects[k] = v % 2 == 0 and v or nil
  seen = seen + v
end
print(seen)

for i, v in ipairs({ 1, 2, nil, 4 }) do io.write(i, ":", v, " ") end
for i in ipairs({ "a", "b" }) do io.write(i, " ") end
for k in next, { 10, 20 } do io.write(k, " ") end
for k, v, extra, more in pairs({ 7 }) do io.write(k, v, tostring(extra), tostring(more), " ") end
for i, v, extra in ipairs({ 7 }) do io.write(i, v, tostring(extra), "\n") end

local proxy = setmetatable({}, { __index = function(_, i) return i < 4 and i * 2 or nil end,
  __pairs = function() return function(_, k) if not k then return 1, "p" end end, nil, nil end,
  __ipairs = function(s) return function(_, i) i = i + 1 if i < 3 then return i, "i" end end, s, 0 end })
for k, v in pairs(proxy) do io.write(k, v, " ") end
for k, v in ipairs(proxy) do io.write(k, v, " ") end
print()

local function fails(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, (tostring(e):gsub("0x%x+", "0x")))
end
print((pcall(function() for _ in next, {}, "missing" do end end)))
print((pcall(function() for _ in next, nil do end end)))
fails(function() for _ in pairs(nil) do end end)
fails(function() for _ in ipairs() do end end)
print((pcall(function() for _ in next, { 1 }, 5 do end end)))

local nested = 0
local grid = { a = { x = 1, y = 2 }, b = { x = 3 } }
for _, row in pairs(grid) do
  for _, again in pairs(grid) do
    for _, v in pairs(again) do nested = nested + v end
  end
  for _, v in pairs(row) do nested = nested + v end
end
print(nested)

local same = { p = 1, q = 2, r = 3 }
local count = 0
for a in pairs(same) do
  for b in pairs(same) do count = count + (a == b and 1 or 0) end
end
print(count)
