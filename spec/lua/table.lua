-- table: every function with arguments of every kind, then what each does beyond that.
dofile "support/case.lua"
dofile "support/matrix.lua"
-- Errors of the language in a native have the place of its call here, and none in PUC.
function bare(f, ...)
  local ok, m = pcall(f, ...)
  return ok, type(m) == "string" and m:gsub("^[^:]*:%d+: ", "") or m
end
local LARGE = " 1e15 2^31 2^53 1/0 -1/0 -2^31 0/0 "
matrix("table.concat", "{1, 'b', 3}", "','", "1", "3", { [3] = LARGE, [4] = LARGE })
matrix("(function(...) local t = {1, 2, 3} table.insert(t, ...) return t end)", "2", "'x'")
matrix("table.insert", "{1, 2}", "1", "'x'", "'more'")
matrix("table.pack", "1", "nil", "3")
matrix("(function(...) local t = {1, 2, 3} return table.remove(t, ...), t end)", "2")
matrix("table.remove", "{1, 2}", "1")
matrix("(function(t, f) table.sort(t, f) return t end)", "{3, 1, 2}", "function(a, b) return a > b end")
matrix("table.sort", "{3, 1, 2}", "nil")
matrix("(function(...) return table.unpack(...) end)", "{1, 2, 3}", "1", "3", { [2] = LARGE, [3] = LARGE })
matrix("(function(...) return unpack(...) end)", "{1, 2, 3}", "2", "3", { [2] = LARGE, [3] = LARGE })
-- concat
case "table.concat({})" case "table.concat({{}})" case "table.concat({1, {}, 3})"
case "table.concat({1, nil, 3}, ',', 1, 3)"
case "table.concat({1, 2, 3}, ',', 2)" case "table.concat({1, 2, 3}, ',', 3, 2)"
case "table.concat({1.5, 2^53, -0.0})"
case "table.concat({true})"
case "table.concat(setmetatable({}, {__len = function() return 2 end, __index = function(_, i) return i \z
  end}))"
case "table.concat(setmetatable({'a'}, {__tostring = function() return 'x' end}))"
case "table.concat({'a', 'b'}, 5)"
-- insert and remove
case "local t = {} table.insert(t, 'a') table.insert(t, 1, 'b') table.insert(t, 3, 'c') return t"
case "local t = {1} table.insert(t, 3, 'x') return t" case "local t = {1} table.insert(t, 0, 'x') return t"
case "local t = {} return table.remove(t), #t" case "local t = {} return table.remove(t, 0)"
case "table.remove({}, 1)"
case "local t = {1, 2, 3} return table.remove(t, 1), table.remove(t), table.remove(t, 1), \z
  table.remove(t, 1), #t"
case "local t = {n = 1, [0] = 'z'} return table.remove(t, 0), t[0]" case "table.remove({1, 2}, 4)"
case "table.remove({1, 2}, 3)"
case "local t = setmetatable({}, {__len = function() return 3 end}) table.insert(t, 'x') return \z
  rawget(t, 4)"
case "local log = {} local t = setmetatable({}, {__newindex = function(_, k) log[#log + 1] = k end}) \z
  table.insert(t, 5) return log, #t"
-- sort: orders, comparisons that fail, lie or are not there
case "local t = {5, 2, 8, 1, 9, 3, 7} table.sort(t) return t"
case "local t = {'b', 'A', 'a', ''} table.sort(t) return t"
case "bare(table.sort, {3, 'a', 1})" case "bare(table.sort, {{}, {}})" case "bare(table.sort, {1, true})"
case "local t = {3, 1, 2} table.sort(t, function(a, b) error('stop') end)"
case "local t = {3, 1, 2} table.sort(t, function() error({}) end)"
case "local t = {1} table.sort(t, function() error('never') end) return t"
case "bare(table.sort, {3, 1}, print)"
case "local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t) for i = 2, 100 do if t[i] < \z
  t[i - 1] then return i end end return 'sorted'"
case "local t = {} for i = 1, 100 do t[i] = i % 7 end table.sort(t, function(a, b) return a > b end) \z
  return table.concat(t)"
case "local t = {1, 2, 3, 4, 5} table.sort(t, function() return true end)"
case "local t = {4, 3, 2, 1, n = 5} table.sort(t) return t"
case "local m = {__lt = function(a, b) return a.v < b.v end} local t = {} for i = 1, 5 do t[i] = \z
  setmetatable({v = -i}, m) end table.sort(t) return t[1].v, t[5].v"
-- unpack and pack
case "table.unpack({})" case "table.unpack({1, nil, 3})" case "table.unpack({1, 2}, 2)"
case "table.unpack({1, 2}, -1, 1)" case "table.unpack({1, 2}, 3, 2)"
case "select('#', table.unpack({}, 1, 200))" case "table.unpack({}, 1, 1e7)"
case "table.unpack({}, 1, 1e6)" case "table.pack().n" case "table.pack(nil, nil).n"
case "table.unpack(setmetatable({}, {__index = function(_, i) return i * 2 end}), 1, 3)"
case "#table.pack(1, 2, nil)"
-- what tables themselves do: constructors, lengths, keys
case "{1, 2, [2] = 'x', 3}" case "{[1] = 'a', 'b'}" case "#{1, 2, 3, nil}" case "#{n = 1}"
case "{(function() return 1, 2 end)()}"
case "{(function() return 1, 2 end)(), 3}" case "local t = {} t[1.0] = 'a' return t[1]"
case "local t = {} t['1'] = 'a' return t[1]" case "({})[nil]"
case "local t = {} t[nil] = 1" case "local t = {} t[0/0] = 1" case "({})[0/0]"
case "local t = {} t[1e300] = 1 return t[1e300]"
case "local t = {} for i = 10, 1, -1 do t[i] = i end return #t"
case "local t = {} for i = 1, 10 do t[i] = i end for i = 10, 6, -1 do t[i] = nil end return #t"
case "bare(next, {}, 1)" case "bare(next, {}, {})" case "next({5}, 1)" case "bare(next, {5}, 0)"
case "next({}, nil)" case "rawlen({1, 2})"
case "local t = {a = 1, b = 2, 3} for k in pairs(t) do t[k] = nil end return next(t)"
case "local t = {1, 2, 3} for i, v in ipairs(t) do t[i + 1] = nil end return t"
-- # of lists with elements missing: which border is found depends on how the table came to be.
do
  local state, digest = 1, 0
  local function below(n)
    state = state * 16807 % 2147483647
    return math.floor(state / 1024) % n
  end
  local makers = {
    function() return {} end, function() return { 1 } end, function() return { 1, 2 } end,
    function() return { 1, 2, 3 } end, function() return { 1, nil, 3 } end,
    function() return { 1, nil, 3, nil } end, function() return { nil, nil, 3 } end,
    function() return { nil, 2 } end, function() return { 1, 2, 3, 4, 5 } end,
    function() return { x = 1 } end, function() return { x = 1, 1, nil, 3 } end,
    function() return { nil, nil, nil, nil, nil, 6 } end, function() return { n = 1, nil, 2, nil, 4 } end,
    function() return { table.unpack({ 1, 2, nil, 4 }, 1, 4) } end,
    function() return table.pack(1, nil, 3) end,
    function() return { 1.5, 2.5, nil, 4.5, 5, 6, 7, 8, 9, 10 } end,
    function() return { [1] = 1, [2] = 2, [4] = 4 } end, function() return { [3] = 1, [2] = 2, [1] = 1 } end,
  }
  local values = { 1, 2.5, "s", true }
  for round = 1, 3000 do
    local t, lengths = makers[below(#makers) + 1](), {}
    -- What is removed from the hash part leaves a place whose next user no script can know: at the end only.
    for i = 1, 1 + below(12) do
      if below(3) == 0 then t[#t + 1] = values[below(2) + 1]
      else t[1 + below(12)] = values[below(4) + 1] end
      lengths[#lengths + 1] = #t
    end
    for i = 1, below(4) do
      local k = below(2) == 0 and #t or 1 + below(12)
      if t[k] ~= nil then t[k] = nil end
      lengths[#lengths + 1] = #t
    end
    if round <= 40 then print(round, table.concat(lengths, " ")) end
    for _, n in ipairs(lengths) do digest = (digest * 31 + n) % 2147483647 end
    if round % 100 == 0 then print(round, digest) end
  end
end
-- Constructors of many elements, whose later blocks are written otherwise.
for _, n in ipairs{ 49, 50, 51, 25549, 25550, 25551, 26000, 70000 } do
  local t = load("return {" .. ("1,"):rep(n - 1) .. "'last'}")()
  print(n, #t, t[1], t[n - 1], t[n], t[n + 1])
  t = load("return {" .. ("1,"):rep(n) .. "...}")("x", "y")
  print(n, #t, t[n], t[n + 1], t[n + 2])
end
