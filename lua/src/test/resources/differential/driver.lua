-- Runs the cases that follow: case(number, source) prints one line, results or error.
local format, gsub, type, select, tostring = string.format, string.gsub, type, select, tostring
local load, pcall, print, concat = load, pcall, print, table.concat

local function show(v, depth)
  local t = type(v)
  if t == "number" then return v ~= v and "nan" or format("%.17g", v) end
  if t == "string" then return (gsub(format("%q", v), "\n", "n")) end
  if t == "nil" or t == "boolean" then return tostring(v) end
  if t ~= "table" or depth > 3 then return t end
  local out = {}
  for i = 1, #v do out[i] = show(v[i], depth + 1) end
  local names = {}
  for k in pairs(v) do if type(k) == "string" then names[#names + 1] = k end end
  table.sort(names)
  for _, k in ipairs(names) do out[#out + 1] = k .. "=" .. show(v[k], depth + 1) end
  return "{" .. concat(out, ", ") .. "}"
end

local function report(ok, ...)
  if not ok then
    local message = ...
    if type(message) == "string" then
      message = gsub(gsub(message, "^%S+:%d+:? ", ""), "0x%x+", "0x")
    end
    return "error " .. show(message, 0)
  end
  local out = {}
  for i = 1, select("#", ...) do out[i] = show((select(i, ...)), 0) end
  return concat(out, ", ")
end

function case(number, source)
  local f, message = load("return " .. source, "=c")
  if not f then f, message = load(source, "=c") end
  if not f then print(number .. ": does not compile: " .. message) return end
  -- The case is called by Lua code, so that PUC names functions by how the case calls them.
  print(number .. ": " .. report(pcall(function() return (function(...) return ... end)(f()) end)))
end
