-- Runs the programs of Numbers that follow: shows each result to the last bit.
local type, format, select, error, write, load, pcall, tostring =
  type, string.format, select, error, io.write, load, pcall, tostring
local ROUNDS_MAX, ALL_MAX = 12, 150
local rounds, all = {}, 0

local function show(...)
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    local t = type(v)
    if t == "number" then
      write(v ~= v and "nan" or v == 0 and 1 / v < 0 and "-0" or format("%.17g", v), " ")
    elseif t == "string" or t == "boolean" or t == "nil" then
      write(tostring(v), " ")
    else
      write(t, " ")
    end
  end
  write("\n")
end

local env = {
  show = show, pcall = pcall, tostring = tostring, select = select, ipairs = ipairs, pairs = pairs,
  next = next, math = math, error = error,
  reset = function() rounds, all = {}, 0 end,
  go = function(loop)
    local n = (rounds[loop] or 0) + 1
    rounds[loop] = n
    all = all + 1
    return n <= ROUNDS_MAX and all <= ALL_MAX
  end,
  f2 = function(...) return ... end,
}

function program(seed, source)
  write("#", seed, "\n")
  local f, message = load(source, "=p", "t", env)
  if f then show(pcall(f)) else show("does not compile", message) end
end
