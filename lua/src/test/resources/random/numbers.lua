-- Runs the programs of Numbers that follow: shows each result to the last bit.
local type, format, select, error, write, load, pcall, tostring =
  type, string.format, select, error, io.write, load, pcall, tostring
local ticks = 0

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
  reset = function() ticks = 0 end,
  tick = function()
    ticks = ticks + 1
    if ticks > 60 then error("too many ticks", 0) end
  end,
  f2 = function(...) return ... end,
}

function program(seed, source)
  write("#", seed, "\n")
  local f, message = load(source, "=p", "t", env)
  if f then show(pcall(f)) else show("does not compile", message) end
end
