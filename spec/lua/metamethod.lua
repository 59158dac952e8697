-- Every event: which operand's handler is called, with what, and what becomes of its results.
dofile "support/case.lua"
local function object(name, events)
  local meta = { name = name }
  for event in events:gmatch("%a+") do
    meta["__" .. event] = function(...)
      local got = {}
      for i = 1, select("#", ...) do
        local v = select(i, ...)
        got[i] = type(v) == "table" and (getmetatable(v) or meta).name or tostring(v)
      end
      print("  " .. name .. "." .. event .. "(" .. table.concat(got, ", ") .. ")")
      return event == "len" and 7 or event == "tostring" and "text of " .. name or name, "second"
    end
  end
  return setmetatable({ own = 1 }, meta)
end
local ALL = "add sub mul div mod pow unm concat eq lt le index newindex call len tostring"
A, B, N = object("A", ALL), object("B", ALL), object("N", "")
for _, op in ipairs{ "+", "-", "*", "/", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=" } do
  for _, pair in ipairs{ "A %s B", "B %s A", "A %s 1", "1 %s A", "'x' %s A", "A %s 'x'", "A %s N", "N %s A",
  "nil %s A", "A %s nil", "N %s N", "A %s A" } do
    case((pair:gsub("%%s", (op:gsub("%%", "%%%%")))))
  end
end
case "-A" case "#A" case "-N" case "#N" case "not A" case "A.own" case "A.gone" case "A[1]" case "A[nil]"
case "N.gone" case "N[nil]" case "A(1, nil, 3)" case "(A())" case "N()" case "A:gone()"
case "A.own = 2 return rawget(A, 'own')" case "A.new = 3 return rawget(A, 'new')"
case "N.new = 4 return N.new" case "tostring(A)" case "tostring(N) ~= nil" case "A .. B .. 'c'"
case "'a' .. 'b' .. A" case "1 .. A .. 2"
case "setmetatable({}, {__index = {a = 1}}).a"
case "setmetatable({}, {__index = setmetatable({}, {__index = {a = 2}})}).a"
case "setmetatable({}, {__index = 'abc'}).len" case "setmetatable({}, {__index = 5}).x"
case "local t = setmetatable({}, {__newindex = 5}) t.x = 1"
case "local store = {} local t = setmetatable({}, {__newindex = store}) t.x = 1 return rawget(t, 'x'), \z
  store.x" case "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x"
case "local t = setmetatable({}, {}) getmetatable(t).__newindex = t t.x = 1"
case "setmetatable({}, {__call = setmetatable({}, {__call = print})})()"
case "setmetatable({}, {__eq = function() return true end}) == setmetatable({}, {__eq = function() return \z
  true end})"
case "local m = {__eq = function() return 1 end} return setmetatable({}, m) == setmetatable({}, m), \z
  setmetatable({}, m) ~= setmetatable({}, m)"
case "local m = {__eq = function() return true end} return setmetatable({}, m) == 1, setmetatable({}, m) \z
  == {}"
case "local m = {__lt = function() return nil end} local a, b = setmetatable({}, m), setmetatable({}, m) \z
  return a < b, a <= b, a > b, a >= b" case "setmetatable({}, {__le = function() return 'x' end}) <= 1"
case "setmetatable({}, {__lt = function(a, b) return type(a) .. type(b) end}) > 1"
case "#setmetatable({}, {__len = function() return 'long' end})"
case "-setmetatable({}, {__unm = function(a, b) return rawequal(a, b) end})"
case "setmetatable({}, {__add = 5}) + 1" case "setmetatable({}, {__index = function(t, k) error(k) end}).boom"
case "setmetatable({}, {__concat = function(a, b) return type(a), type(b) end}) .. 5" case "('x').y"
case "('x').len" case "(5).x" case "(nil).x" case "(true).x" case "(print).x"
case "local t = setmetatable({}, {__mode = 'k'}) t[1] = 2 return t[1]"
case "table.concat(setmetatable({}, {__index = function(_, i) return i end}), ',', 1, 3)"
case "table.unpack(setmetatable({}, {__index = function(_, i) return i end}), 1, 3)"
case "#setmetatable({1, 2}, {__index = function() return 1 end})"
case "next(setmetatable({}, {__index = {a = 1}}))" case "rawget(setmetatable({}, {__index = {a = 1}}), 'a')"
case "setmetatable({}, {__tostring = function() return 5 end}) .. ''"
case "string.format('%s', setmetatable({}, {__tostring = function() return 'f' end}))"
case "select('#', setmetatable({}, {__call = function() return 1, nil, nil end})())"
-- A field of a global, in its short and in its long ways.
case "local _ENV = setmetatable({}, {__index = function(_, k) return {x = k} end}) \z
  return (function() return abc.x end)()"
case "local pcall, _ENV = pcall, {s = 'text', n = 1, t = {}} return (function() \z
  return s.len ~= nil, t.x, pcall(function() return n.x end) end)()"
case "local pcall, _ENV = pcall, 5 return pcall(function() return abc.x end)"
case "(function() return math.nope, math.pi > 3, math.floor(2.5) end)()"
case "local co = coroutine.wrap(function() local _ENV = setmetatable({yield = coroutine.yield}, {__index = \z
  function(t, k) return {z = t.yield(k)} end}) return (function() return abc.z end)() end) return co(), co(7)"
case "local a = {} for i = 1, 2 do local f = i == 1 and load or math.floor a[i] = f == math.floor end \z
  return a[1], a[2]"
