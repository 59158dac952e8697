-- case "source" prints what a piece of Lua gives, or how it fails; both engines must print the same.
local function show(v, depth)
  local kind = type(v)
  if kind == "string" then return (("%q"):format(v):gsub("\n", "n"):gsub("0x%x%x%x%x%x+", "0x")) end
  if kind == "number" then return v ~= v and "nan" or tostring(v) end
  if kind ~= "table" or depth > 2 or getmetatable(v) then
    return kind == "boolean" and tostring(v) or kind
  end
  local out = {}
  for k, x in next, v do out[#out + 1] = show(k, 3) .. "=" .. show(x, depth + 1) end
  table.sort(out)
  return "{" .. table.concat(out, ",") .. "}"
end

local function report(...)
  local out = {}
  for i = 1, select("#", ...) do out[i] = show((select(i, ...)), 0) end
  return table.concat(out, " ")
end

function case(source)
  local f, message = load("return " .. source, "=c")
  if not f then f, message = load(source, "=c") end
  if f then
    print(source .. " --> " .. report(pcall(f)))
  else
    print(source .. " does not compile: " .. message:gsub("; Lua 5%.2 has no .*", ""))
  end
end
