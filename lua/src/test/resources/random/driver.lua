-- Runs the programs that follow: program(seed, source) prints what each prints, then how it ended.
local type, pairs, tostring, select, load, pcall = type, pairs, tostring, select, load, pcall
local concat, sort, gsub, byte, format, sub =
  table.concat, table.sort, string.gsub, string.byte, string.format, string.sub
local write, rawget, setmetatable, getmetatable, error =
  io.write, rawget, setmetatable, debug.getmetatable, error
local resume, status, create, unpack = coroutine.resume, coroutine.status, coroutine.create, table.unpack

local TICKS_MAX = 300
local lines, ticks, last

local placeless = {
  "attempt to %a+ an? %a+ value", "attempt to perform arithmetic on a %a+ value", "attempt to compare",
  "attempt to get length of a %a+ value", "table index is %a+", "invalid key to 'next'",
  "bad argument #%d+ to '%a[%w]*%.",
}

local function escape(s)
  s = gsub(s, "0x%x%x%x%x%x%x+", "0x")
  s = gsub(s, "%-nan", "nan")
  s = gsub(s, "'_G%.", "'")
  s = gsub(s, "; Lua 5%.2 has no .*", "")
  -- Ours say where when a native raised an error of the language.
  for _, message in ipairs(placeless) do s = gsub(s, "%w[%w.]*:%d+: (" .. message .. ")", "%1") end
  return (gsub(s, "[^\32-\126]", function(c) return format("\\%d", byte(c)) end))
end

local function show(v, depth)
  local t = type(v)
  if t == "string" then return "'" .. escape(v) .. "'" end
  if t == "number" then return v ~= v and "nan" or tostring(v) end
  if t == "nil" or t == "boolean" then return tostring(v) end
  if t ~= "table" then return t end
  if depth > 2 or getmetatable(v) then return "table" end
  local entries = {}
  local k, x = next(v)
  while k ~= nil do
    entries[#entries + 1] = show(k, 3) .. "=" .. show(x, depth + 1)
    k, x = next(v, k)
  end
  if #entries > 12 then return "large table" end
  sort(entries)
  return "{" .. concat(entries, ",") .. "}"
end

local function out(...)
  local shown = {}
  for i = 1, select("#", ...) do shown[i] = show((select(i, ...)), 0) end
  if #lines < 400 then lines[#lines + 1] = sub(concat(shown, " "), 1, 2000) end
  return ...
end

local function tick()
  ticks = ticks + 1
  if ticks > TICKS_MAX then error("too many ticks", 0) end
end

local function count(n, i)
  i = tonumber(i) or 0
  i = i + 1
  if i <= n then return i, n - i end
end

local function each(t)
  local i = 0
  return function() i = i + 1 return t[i], i end
end

-- Resumes a function until it ends, answering each yield.
local function drive(f, ...)
  local co = create(f)
  local results, n = { resume(co, ...) }, 0
  while status(co) == "suspended" and n < 20 do
    n = n + 1
    out("yielded", unpack(results, 1, 6))
    results = { resume(co, n % 2 == 0 and n, n) }
  end
  return status(co), unpack(results, 1, 6)
end

-- Addresses are as long as the engine likes: programs do not see them.
local function steady(v)
  local kind = type(v)
  if kind ~= "table" and kind ~= "function" and kind ~= "thread" then return v end
  local meta = getmetatable(v)
  return meta and meta.__tostring and v or kind
end

local function plain_tostring(...)
  if select("#", ...) == 0 then return tostring() end
  return tostring(steady((...)))
end

local function plain_format(...)
  local args, n = { ... }, select("#", ...)
  for i = 2, n do args[i] = steady(args[i]) end
  return format(unpack(args, 1, n))
end

local strings = setmetatable({ format = plain_format }, { __index = string })

local shared = {
  out = out, tick = tick, count = count, each = each, drive = drive,
  cut = function(s) return type(s) == "string" and sub(s, 1, 60) or s end,
  keep = function(f) last = f end,
  kept = function() if last then return last() end end,
  trace = function(...) out("trace", ...) return ... end,
  print = print, type = type, pairs = pairs, tostring = plain_tostring, select = select, load = load,
  pcall = pcall, xpcall = xpcall, error = error, assert = assert, setmetatable = setmetatable,
  getmetatable = _G.getmetatable, ipairs = ipairs, next = next, rawget = rawget, rawset = rawset,
  rawequal = rawequal, rawlen = rawlen, tonumber = tonumber, unpack = unpack, string = strings,
  table = table, math = math, bit32 = bit32, coroutine = coroutine,
}

function program(seed, source)
  lines, ticks, last = {}, 0, nil
  local env = {}
  for k, v in pairs(shared) do env[k] = v end
  local f, message = load(source, "=p", "t", env)
  if f then
    local co = create(f)
    out(resume(co))
  else
    out("does not compile", message)
  end
  write("#", seed, "\n", concat(lines, "\n"), "\n")
end
