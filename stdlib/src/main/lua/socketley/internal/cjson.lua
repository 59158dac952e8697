-- The module `cjson` for scripts of EVAL: JSON as it writes it. Natives: ScriptNatives.java.

local native = ...
local error, pairs, pcall, type, tostring = error, pairs, pcall, type, tostring
local format, gsub, concat, floor = string.format, string.gsub, table.concat, math.floor

-- What the functions below change, for all scripts, as in Redis.
local encode_depth, digits, invalid = 1000, 14, false
local sparse_convert, sparse_ratio, sparse_safe = false, 2, 10
local decode_depth, keep_buffer = 1000, true
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
    if invalid == "null" then return "null" end
    if not invalid then error("Cannot serialise number: must not be NaN or Inf", 0) end
    return value ~= value and "nan" or value > 0 and "inf" or "-inf"
  end
  return format("%." .. digits .. "g", value)
end

-- The length of a table that is an array, or nil.
local function length(t)
  local most, count = 0, 0
  for key in pairs(t) do
    if type(key) ~= "number" or key < 1 or key ~= floor(key) then return nil end
    if key > most then most = key end
    count = count + 1
  end
  if sparse_ratio > 0 and most > count * sparse_ratio and most > sparse_safe then
    if sparse_convert then return nil end
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
  if depth >= encode_depth then
    error("Cannot serialise, excessive nesting (" .. depth + 1 .. ")", 0)
  end
  local count = length(value)
  return count and array(value, count, depth + 1) or object(value, depth + 1)
end

local cjson = { null = null, _NAME = "cjson", _VERSION = "2.1.0" }

function cjson.encode(value)
  local ok, text = pcall(write, value, 0)
  if not ok then error(text, 2) end
  return text
end

function cjson.decode(text)
  if type(text) ~= "string" and type(text) ~= "number" then
    error("bad argument #1 to 'decode' (string expected, got " .. type(text) .. ")", 2)
  end
  local ok, value = pcall(native.json_decode, tostring(text), decode_depth)
  if not ok then error(value, 2) end
  return value
end

-- A setting's new value, which is left as it is for nil.
local function whole(name, n, value, now, least, most)
  if value == nil then return now end
  if type(value) ~= "number" then
    error(format("bad argument #%d to '%s' (number expected, got %s)", n, name, type(value)), 3)
  elseif value < least or value > most or value ~= floor(value) then
    error(format("bad argument #%d to '%s' (expected integer between %d and %d)",
      n, name, least, most), 3)
  end
  return value
end

local function choice(name, value, now, words)
  if value == nil then return now end
  if type(value) == "boolean" then return value end
  if words[value] == nil then
    error("bad argument #1 to '" .. name .. "' (invalid option '" .. tostring(value) .. "')", 3)
  end
  return words[value]
end

local SWITCH = { on = true, off = false }
local INVALID = { on = true, off = false, null = "null" }
local INT_MAX = 2147483647

function cjson.encode_sparse_array(convert, ratio, safe)
  local name = "encode_sparse_array"
  sparse_convert = choice(name, convert, sparse_convert, SWITCH)
  sparse_ratio = whole(name, 2, ratio, sparse_ratio, 0, INT_MAX)
  sparse_safe = whole(name, 3, safe, sparse_safe, 0, INT_MAX)
  return sparse_convert, sparse_ratio, sparse_safe
end

function cjson.encode_max_depth(depth)
  encode_depth = whole("encode_max_depth", 1, depth, encode_depth, 1, INT_MAX)
  return encode_depth
end

function cjson.decode_max_depth(depth)
  decode_depth = whole("decode_max_depth", 1, depth, decode_depth, 1, 1000)
  return decode_depth
end

function cjson.encode_number_precision(precision)
  digits = whole("encode_number_precision", 1, precision, digits, 1, 14)
  return digits
end

function cjson.encode_invalid_numbers(setting)
  invalid = choice("encode_invalid_numbers", setting, invalid, INVALID)
  return invalid
end

-- It keeps no buffer whatever it is told: there is no time to gain.
function cjson.encode_keep_buffer(keep)
  keep_buffer = choice("encode_keep_buffer", keep, keep_buffer, SWITCH)
  return keep_buffer
end

return cjson
