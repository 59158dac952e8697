-- The module `cjson` for scripts of EVAL: JSON as it writes it. Natives: ScriptNatives.java.

local native = ...
local error, pairs, pcall, type, tostring = error, pairs, pcall, type, tostring
local format, gsub, concat, floor = string.format, string.gsub, table.concat, math.floor

local DEPTH_MAX = 1000
local SPARSE_SAFE, SPARSE_RATIO = 10, 2
local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["/"] = "\\/", ["\b"] = "\\b", ["\f"] = "\\f",
  ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local null = native.null
local write

local function escape(c)
  return ESCAPES[c] or format("\\u%04x", c:byte())
end

local function quoted(text)
  return '"' .. gsub(text, '[%c"\\/\127]', escape) .. '"'
end

local function number(value)
  if value ~= value or value == 1 / 0 or value == -1 / 0 then
    error("Cannot serialise number: must not be NaN or Inf", 0)
  end
  return format("%.14g", value)
end

-- The length of a table that is an array, or nil.
local function length(t)
  local most, count = 0, 0
  for key in pairs(t) do
    if type(key) ~= "number" or key < 1 or key ~= floor(key) then return nil end
    if key > most then most = key end
    count = count + 1
  end
  if most > count * SPARSE_RATIO and most > SPARSE_SAFE then
    error("Cannot serialise table: excessively sparse array", 0)
  end
  return most > 0 and most or nil
end

local function array(t, count, depth)
  local out = {}
  for i = 1, count do out[i] = write(t[i], depth) end
  return "[" .. concat(out, ",") .. "]"
end

local function object(t, depth)
  local out = {}
  for key, value in pairs(t) do
    local kind = type(key)
    if kind == "number" then
      key = '"' .. number(key) .. '"'
    elseif kind == "string" then
      key = quoted(key)
    else
      error("Cannot serialise table: table key must be a number or string", 0)
    end
    out[#out + 1] = key .. ":" .. write(value, depth)
  end
  return "{" .. concat(out, ",") .. "}"
end

function write(value, depth)
  local kind = type(value)
  if kind == "string" then return quoted(value) end
  if kind == "number" then return number(value) end
  if kind == "boolean" then return tostring(value) end
  if value == nil or value == null then return "null" end
  if kind ~= "table" then
    error("Cannot serialise " .. kind .. ": type not supported", 0)
  end
  if depth >= DEPTH_MAX then
    error("Cannot serialise, excessive depth (" .. depth + 1 .. ")", 0)
  end
  local count = length(value)
  return count and array(value, count, depth + 1) or object(value, depth + 1)
end

local cjson = { null = null, _NAME = "cjson" }

function cjson.encode(value)
  local ok, text = pcall(write, value, 0)
  if not ok then error(text, 2) end
  return text
end

function cjson.decode(text)
  if type(text) ~= "string" and type(text) ~= "number" then
    error("bad argument #1 to 'decode' (string expected, got " .. type(text) .. ")", 2)
  end
  local ok, value = pcall(native.json_decode, tostring(text))
  if not ok then error(value, 2) end
  return value
end

return cjson
