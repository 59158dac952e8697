-- Lengths that PUC determines.
print(#{}, #{nil}, #{1, nil, 3}, #{nil, nil, 3}, #{1, 2, nil}, #{1, 2, 3, nil, nil}, #{n = 1, 1, 2})
print(#{(function() return 1, nil, 3 end)()}, #{select(2, 1, 2, 3, nil, 5)}, #table.pack(1, nil, 3))
local t = {} for i = 1, 10 do t[i] = i end
print(#t) t[#t] = nil print(#t) t[#t + 1] = "x" print(#t, t[10]) for i = 10, 1, -1 do t[i] = nil print(#t) end
for i = 100, 1, -1 do t[i] = i end print(#t)
t = {} for i = 1, 64 do t[i] = i end for i = 1, 63 do t[i] = nil end print(#t == 64 or #t == 0, t[64], t[1])
t = {} for i = 1, 100 do t[#t + 1] = i if i % 3 == 0 then t[#t] = nil end end print(#t)
-- A queue and a ring.
local q, head, tail = {}, 1, 0
for i = 1, 5000 do tail = tail + 1 q[tail] = i if i % 2 == 0 then q[head] = nil head = head + 1 end end
local sum = 0 for i = head, tail do sum = sum + q[i] end
local count = 0 for _ in pairs(q) do count = count + 1 end print(head, tail, sum, count)

-- Removing while traversing; every entry once.
local function traverse(n, remove)
  local t = {}
  for i = 1, n do t[i] = i t["k" .. i] = i t[i + 0.5] = i t[-i] = i t[{}] = i t[function() return i end] = i end
  local seen, total = {}, 0
  for k, v in pairs(t) do
    assert(not seen[k]) seen[k] = true total = total + v
    if remove(v) then t[k] = nil end
  end
  local left = 0 for _ in pairs(t) do left = left + 1 end
  return total, left
end
print(traverse(50, function() return true end))
print(traverse(50, function() return false end))
print(traverse(50, function(v) return v % 2 == 0 end))
do -- two traversals of one table, objects as keys
  local t = {} for i = 1, 20 do t[{}] = i end
  local sum = 0
  for a, x in pairs(t) do for b, y in pairs(t) do sum = sum + 1 t[b] = nil end end
  print(sum, next(t))
end
do -- assigning to what is there
  local t = {a = 1, b = 2, c = 3, 10, 20, 30}
  for k, v in pairs(t) do t[k] = v * 2 end
  print(t.a, t.b, t.c, t[1], t[2], t[3])
end
print(pcall(next, {}, "nothing"), pcall(next, {1, 2}, 3.5), next({}, nil), next({5}), next({5}, 1))
print(pcall(next, {}), select("#", next({})), rawlen({1, 2}), next({nil, nil, 7}))

-- Keys.
t = {} t[1] = "a" t[1.0] = "b" t["1"] = "c" t[2^31] = "d" t[2^53] = "e" t[-2^31] = "f" t[0.1] = "g"
print(t[1], t["1"], t[2147483648], t[9007199254740992], t[-2147483648], t[0.1], t[2^53 + 1], #t)
t = {} for i = 0, 60 do t[2^i] = i end for i = 0, 60 do assert(t[2^i] == i) end print(#t, t[1], t[2])
t = {[0] = 0, [-1] = -1, [math.huge] = "inf", [-math.huge] = "-inf"} print(t[0], t[-1], t[1 / 0], t[-1 / 0], #t)
t = {[true] = 1, [false] = 2} print(t[true], t[false], t[nil], t[0 / 0], t[1 == 1])
print(pcall(function() t[nil] = 1 end)) print(pcall(function() t[0 / 0] = 1 end))
print(pcall(rawset, {}, nil, 1)) print(pcall(rawset, {}, 0 / 0, 1)) print(rawget({}, nil), rawget({}, 0 / 0))
t = {} t.x = nil t[1] = nil print(next(t)) t.x = 1 t.x = nil print(next(t), t.x, rawget(t, "x"))
t = {} for i = 1, 1000 do t[i * 1024] = i end for i = 1, 1000 do assert(t[i * 1024] == i) end print(#t)
t = {10, 20, 30, nil} t[5] = 50 t[4] = 40 print(#t, unpack and #{unpack(t)} or #{table.unpack(t)})
t = {} t[3] = 3 t[2] = 2 t[1] = 1 print(#t, table.concat(t, ","))
t = {} for i = 1, 8 do t[i] = i end t[10] = 10 t[9] = 9 print(#t, t[10])

-- Churn: the table stays small and right.
t = {} for i = 1, 20000 do t["s" .. i] = i t["s" .. i - 10] = nil end
count = 0 for k, v in pairs(t) do count = count + v end print(count)
t = {} for i = 1, 20000 do local o = {} t[o] = true t[o] = nil end print(next(t))

-- What a metatable is known not to have may come.
local mt = {} local obj = setmetatable({}, mt)
print(obj.x, #obj, pcall(function() return obj() end)) mt.__index = {x = 1} print(obj.x)
mt.__index = nil print(obj.x) rawset(mt, "__index", function(_, k) return k end) print(obj.y)
obj.z = 1 print(rawget(obj, "z")) mt.__newindex = function(o, k, v) rawset(o, k, v + 1) end obj.w = 1 print(obj.w)
mt.__len = function() return 7 end print(#obj) mt.__call = function(_, a) return a end print(obj(5))
mt.__eq = function() return true end print(obj == setmetatable({}, mt))
local base = {} local derived = setmetatable({}, {__index = base}) print(derived.f) base.f = 1 print(derived.f)

-- Weak tables.
local function hold(mode, key, value) local w = setmetatable({}, {__mode = mode}) w[key()] = value() return w end
local function new() return {} end
local function one() return 1 end
local function size(w) collectgarbage() collectgarbage() local n = 0 for _ in pairs(w) do n = n + 1 end return n end
print(size(hold("k", new, one)), size(hold("v", one, new)), size(hold("kv", new, new)), size(hold("k", one, new)))
print(size(hold("v", new, one)), size(hold("kv", one, one)), size(setmetatable({new(), new()}, {__mode = "v"})))
local kept = {} local w = setmetatable({}, {__mode = "kv"}) w[kept] = kept w.s = "text" w[1] = 2 w.t = true
print(size(w), w[kept] == kept, w.s, w[1], w.t) w[kept] = nil print(size(w), w[kept])
w = setmetatable({1, 2, 3, x = 4}, {__mode = "v"}) print(#w, w.x, table.concat(w, ","), next({}, nil)) w[#w + 1] = 5 print(#w)
setmetatable(w, nil) print(#w, w.x, w[4]) setmetatable(w, {__mode = "k"}) print(#w, w.x, w[4])
for k, v in pairs(w) do w[k] = nil end print(next(w))
