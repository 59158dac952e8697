-- table.
table.concat({})
table.concat({1, 2, 3})
table.concat({1, 2, 3}, ", ")
table.concat({1, 2, 3}, ", ", 2)
table.concat({1, 2, 3}, ", ", 2, 3)
table.concat({1, 2, 3}, ", ", 3, 2)
table.concat({1, 2, 3}, ", ", 1, 4)
table.concat({1, 2, 3}, 5)
table.concat({"a", {}, "b"})
table.concat({"a", nil, "b"}, ",", 1, 3)
table.concat({true})
table.concat({1.5, 1/3, 2^53, -1})
table.concat({"a"}, ",", 1, 1)
table.concat({1}, ",", 1, 1)
table.concat({}, ",", 1, 0)
table.concat({}, ",", 1, 1)
table.concat({[0] = "z", "a"}, ",", 0)
table.concat({[-1] = "x", [0] = "y", "z"}, "", -1, 1)
table.concat({"a", "b"}, {}, 1, 2)
table.concat({"a", "b"}, ",", "x")
table.concat({"a", "b"}, ",", 1, "x")
table.concat({"a", "b"}, ",", "1", "2")
table.concat({"a", "b"}, ",", 1.7, 2.2)
table.concat()
table.concat(nil)
table.concat("x")
table.concat(5, {})
table.concat(setmetatable({"a", "b", "c"}, {__len = function() return 2 end}), "-")
table.concat(setmetatable({"a", "b", "c"}, {__len = function() return "2" end}), "-")
table.concat(setmetatable({"a", "b", "c"}, {__len = function() return {} end}), "-")
table.concat(setmetatable({}, {__index = function(_, i) return "v" .. i end}), ",", 1, 3)
#table.concat({("x"):rep(1000), ("y"):rep(1000)}, ("z"):rep(1000))
local t = {} for i = 1, 1000 do t[i] = i end return #table.concat(t), #table.concat(t, ", ")
local t = {} table.insert(t, "a") table.insert(t, "b") return t
local t = {1, 2, 3} table.insert(t, 1, 0) return t
local t = {1, 2, 3} table.insert(t, 4, 4) return t
local t = {1, 2, 3} table.insert(t, 2, "x") return t
local t = {1, 2, 3} table.insert(t, 5, 5) return t
local t = {1, 2, 3} table.insert(t, 0, 5) return t
local t = {1, 2, 3} table.insert(t, -1, 5) return t
local t = {1, 2, 3} table.insert(t, "2", 5) return t
local t = {1, 2, 3} table.insert(t, "x", 5) return t
local t = {1, 2, 3} table.insert(t, 1.9, 5) return t
local t = {1, 2, 3} table.insert(t, nil) return t
local t = {1, 2, 3} table.insert(t, nil, 5) return t
local t = {1, 2, 3} table.insert(t, 1, nil) return t[1], t[2], t[4]
local t = {} table.insert(t, 1, "a", "b") return t
table.insert({})
table.insert()
table.insert(nil, 1)
table.insert(5, 1, 2)
table.insert("x", 1)
select("#", table.insert({}, 1))
local t = setmetatable({}, {__len = function() return 5 end}) table.insert(t, "x") return t[6], rawlen(t)
local t = setmetatable({}, {__newindex = error}) table.insert(t, "x") return t[1]
table.remove({})
table.remove({1, 2, 3})
table.remove({1, 2, 3}, 1)
table.remove({1, 2, 3}, 4)
table.remove({1, 2, 3}, 5)
table.remove({1, 2, 3}, 0)
table.remove({1, 2, 3}, -1)
table.remove({}, 0)
table.remove({}, 1)
table.remove({}, 2)
table.remove({[0] = "z"}, 0)
table.remove({}, -1)
table.remove({1, 2, 3}, "2")
table.remove({1, 2, 3}, "x")
table.remove({1, 2, 3}, 1.5)
table.remove()
table.remove(nil)
table.remove(5)
local t = {1, 2, 3, 4} local r = table.remove(t, 2) return r, t
local t = {"a"} local a, b = table.remove(t), table.remove(t) return a, b, #t
local t = {1, 2, 3} t[4] = nil return table.remove(t, 4), t
select("#", table.remove({}))
select("#", table.remove({}, 1))
table.pack()
table.pack(1, 2, 3)
table.pack(nil, nil)
table.pack(nil, 2, nil).n
table.pack(1, nil, 3).n
table.unpack({})
table.unpack({1, 2, 3})
table.unpack({1, 2, 3}, 2)
table.unpack({1, 2, 3}, 2, 3)
table.unpack({1, 2, 3}, -1, 1)
table.unpack({1, 2, 3}, 3, 2)
table.unpack({1, nil, 3}, 1, 3)
table.unpack({}, 1, 3)
table.unpack({}, 1, 1e7)
table.unpack({}, 1, 1e6)
table.unpack({}, 1, 2^31)
select("#", table.unpack({}, 1, 2^31 - 1))
select("#", table.unpack({}, 1, 1000))
select("#", table.unpack({}, 1, 200000))
table.unpack({1, 2, 3}, "2")
table.unpack({1, 2, 3}, "x")
table.unpack({1, 2, 3}, 1, "x")
table.unpack({1, 2, 3}, 1.5, 2.9)
table.unpack()
table.unpack(nil)
table.unpack("abc")
table.unpack(setmetatable({1, 2, 3}, {__len = function() return 1 end}))
table.unpack({1, 2}, nil, nil)
unpack({1, 2, 3})
unpack()
table.maxn({})
table.maxn({1, 2, [10] = 3, [2.5] = 1, x = 1})
table.maxn({[-1] = 1})
table.maxn()
table.maxn(1)
table.getn
local t = {3, 1, 2} table.sort(t) return t
local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return t
local t = {"b", "a", "C", "", "ab", "\200", "\0"} table.sort(t) return t
local t = {} table.sort(t) return t
local t = {1} table.sort(t) return t
local t = {2, 1} table.sort(t) return t
local t = {1, "x"} table.sort(t) return t
local t = {1, {}} table.sort(t) return t
local t = {{}, {}} table.sort(t) return t
local t = {true, false} table.sort(t) return t
local t = {3, 1, 2} table.sort(t, nil) return t
local t = {3, 1, 2} table.sort(t, 5) return t
local t = {3, 1, 2} table.sort(t, {}) return t
table.sort()
table.sort(nil)
table.sort("x")
select("#", table.sort({}))
local t = {3, 1, 2} table.sort(t, function() error("oops") end)
local t = {3, 1, 2} table.sort(t, function() error({}) end)
local t = {5, 4, 3, 2, 1} table.sort(t, function() return true end) return t
local t = {1, 2, 3, 4, 5} table.sort(t, function() return true end) return t
local t = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10} table.sort(t, function() return false end) return t
local t = {1, 2, 3} table.sort(t, function() return true end) return t
local t = {1, 2} table.sort(t, function() return true end) return t
local t = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0} table.sort(t, function(a, b) return a <= b end) return t
local t = {1, 1, 1, 1, 1, 1} table.sort(t, function(a, b) return a <= b end) return t
local t = {{1, "a"}, {1, "b"}, {0, "c"}, {1, "d"}, {0, "e"}} table.sort(t, function(a, b) return a[1] < b[1] end) return t
local m = {__lt = function(a, b) return a.v < b.v end} local t = {} for i, v in ipairs{3, 1, 2} do t[i] = setmetatable({v = v}, m) end table.sort(t) return t[1].v, t[2].v, t[3].v
local t = setmetatable({3, 2, 1}, {__len = function() return 2 end}) table.sort(t) return t[1], t[2], t[3]
local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t) return t
local t = {} for i = 1, 500 do t[i] = (i * 7919) % 1009 % 17 + i / 1000 end table.sort(t, function(a, b) return math.floor(a) < math.floor(b) end) return t
local t = {} for i = 1, 60 do t[i] = (i * 7) % 5 .. "." .. i end table.sort(t, function(a, b) return a:sub(1, 1) < b:sub(1, 1) end) return t
local t = {} for i = 1, 100 do t[i] = i end local n = 0 table.sort(t, function(a, b) n = n + 1 return a < b end) return n
local t = {} for i = 1, 100 do t[i] = -i end local n = 0 table.sort(t, function(a, b) n = n + 1 return a < b end) return n
local t = {3, 1, 2} local co = coroutine.wrap(function() table.sort(t) return "done" end) return co(), t
#{1, 2, 3}, #"abc"
next({}), next({1}), type(next)
