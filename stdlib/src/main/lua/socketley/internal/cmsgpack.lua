-- The module `cmsgpack` for scripts of EVAL: MessagePack both ways.

local error, pairs, pcall, select, type = error, pairs, pcall, select, type
local pack, unpack, char, byte = string.pack, string.unpack, string.char, string.byte
local concat, floor, spread = table.concat, math.floor, table.unpack

local DEPTH_MAX = 16
local write, read

local function integer(n)
  if n >= 0 then
    if n < 128 then return char(n) end
    if n < 256 then return "\xcc" .. char(n) end
    if n < 65536 then return pack(">BI2", 0xcd, n) end
    if n < 4294967296 then return pack(">BI4", 0xce, n) end
    return pack(">BI4I4", 0xcf, floor(n / 4294967296), n % 4294967296)
  end
  if n >= -32 then return char(256 + n) end
  if n >= -128 then return pack(">Bi1", 0xd0, n) end
  if n >= -32768 then return pack(">Bi2", 0xd1, n) end
  if n >= -2147483648 then return pack(">Bi4", 0xd2, n) end
  return pack(">Bi4I4", 0xd3, floor(n / 4294967296), n % 4294967296)
end

local function number(n)
  if n == floor(n) and n > -2 ^ 63 and n < 2 ^ 63 then return integer(n) end
  local short = pack(">f", n)
  if unpack(">f", short) == n then return "\xca" .. short end
  return "\xcb" .. pack(">d", n)
end

local function header(n, fixed, fixed_max, small, large)
  if n <= fixed_max then return char(fixed + n) end
  if n < 65536 then return pack(">BI2", small, n) end
  return pack(">BI4", large, n)
end

local function text(s)
  local n = #s
  if n >= 32 and n < 256 then return "\xd9" .. char(n) .. s end
  return header(n, 0xa0, 31, 0xda, 0xdb) .. s
end

local function whole(t, depth)
  if depth > DEPTH_MAX then return "\xc0" end
  local count, is_array = 0, true
  for key in pairs(t) do
    count = count + 1
    is_array = is_array and type(key) == "number" and key >= 1 and key == floor(key)
  end
  local out = {}
  if is_array and (count == 0 or t[count] ~= nil) and #t == count then
    out[1] = header(count, 0x90, 15, 0xdc, 0xdd)
    for i = 1, count do out[i + 1] = write(t[i], depth) end
  else
    out[1] = header(count, 0x80, 15, 0xde, 0xdf)
    for key, value in pairs(t) do
      out[#out + 1] = write(key, depth)
      out[#out + 1] = write(value, depth)
    end
  end
  return concat(out)
end

function write(value, depth)
  local kind = type(value)
  if kind == "number" then return number(value) end
  if kind == "string" then return text(value) end
  if kind == "boolean" then return value and "\xc3" or "\xc2" end
  if kind == "table" then return whole(value, depth + 1) end
  return "\xc0"
end

local function bad()
  error("Bad data format in input.", 0)
end

local function get(form, size, s, at)
  if at + size - 1 > #s then error("Missing bytes in input.", 0) end
  return (unpack(form, s, at)), at + size
end

local function bytes(n, s, at)
  if at + n - 1 > #s then error("Missing bytes in input.", 0) end
  return s:sub(at, at + n - 1), at + n
end

local function list(n, s, at, depth)
  local out = {}
  for i = 1, n do out[i], at = read(s, at, depth + 1) end
  return out, at
end

local function map(n, s, at, depth)
  local out, key, value = {}, nil, nil
  for _ = 1, n do
    key, at = read(s, at, depth + 1)
    value, at = read(s, at, depth + 1)
    if key ~= nil and key == key then out[key] = value end
  end
  return out, at
end

local function wide(form, s, at)
  local high, low
  high, at = get(form, 4, s, at)
  low, at = get(">I4", 4, s, at)
  return high * 4294967296 + low, at
end

local NUMBERS = { [0xcc] = { ">B", 1 }, [0xcd] = { ">I2", 2 }, [0xce] = { ">I4", 4 },
  [0xd0] = { ">i1", 1 }, [0xd1] = { ">i2", 2 }, [0xd2] = { ">i4", 4 }, [0xca] = { ">f", 4 },
  [0xcb] = { ">d", 8 } }
local SIZED = { [0xd9] = { ">B", 1, bytes }, [0xda] = { ">I2", 2, bytes },
  [0xdb] = { ">I4", 4, bytes }, [0xc4] = { ">B", 1, bytes }, [0xc5] = { ">I2", 2, bytes },
  [0xc6] = { ">I4", 4, bytes }, [0xdc] = { ">I2", 2, list }, [0xdd] = { ">I4", 4, list },
  [0xde] = { ">I2", 2, map }, [0xdf] = { ">I4", 4, map } }

local function marked(c, s, at, depth)
  if NUMBERS[c] then return get(NUMBERS[c][1], NUMBERS[c][2], s, at) end
  local sized = SIZED[c]
  if sized then
    local n
    n, at = get(sized[1], sized[2], s, at)
    return sized[3](n, s, at, depth)
  end
  if c == 0xcf then return wide(">I4", s, at) end
  if c == 0xd3 then return wide(">i4", s, at) end
  return bad()
end

function read(s, at, depth)
  if depth > 100 then bad() end
  local c = byte(s, at)
  if not c then error("Missing bytes in input.", 0) end
  at = at + 1
  if c < 0x80 then return c, at end
  if c >= 0xe0 then return c - 256, at end
  if c < 0x90 then return map(c - 0x80, s, at, depth) end
  if c < 0xa0 then return list(c - 0x90, s, at, depth) end
  if c < 0xc0 then return bytes(c - 0xa0, s, at) end
  if c == 0xc0 then return nil, at end
  if c == 0xc2 or c == 0xc3 then return c == 0xc3, at end
  return marked(c, s, at, depth)
end

local cmsgpack = { _NAME = "cmsgpack" }

function cmsgpack.pack(...)
  local n = select("#", ...)
  if n == 0 then error("bad argument #0 to 'pack' (MessagePack pack needs input.)", 2) end
  local out = { ... }
  for i = 1, n do out[i] = write(out[i], 0) end
  return concat(out, "", 1, n)
end

-- The offset behind the last value, -1 at the end of the text, and up to `most` values.
local function unpack(name, s, most, offset)
  if type(s) ~= "string" then
    error("bad argument #1 to '" .. name .. "' (string expected)", 3)
  end
  if offset < 0 or most < 0 then
    error("Invalid request to unpack with offset of " .. offset .. " and limit of " .. most .. ".", 3)
  elseif offset > #s then
    error("Start offset " .. offset .. " greater than input length " .. #s .. ".", 3)
  end
  local out, n, at = {}, 0, offset + 1
  while at <= #s and n < most do
    local ok, value, after = pcall(read, s, at, 0)
    if not ok then error(value, 3) end
    n, at = n + 1, after
    out[n] = value
  end
  return at > #s and -1 or at - 1, out, n
end

function cmsgpack.unpack(s)
  local _, out, n = unpack("unpack", s, math.huge, 0)
  return spread(out, 1, n)
end

function cmsgpack.unpack_one(s, offset)
  local behind, out, n = unpack("unpack_one", s, 1, offset or 0)
  return behind, spread(out, 1, n)
end

function cmsgpack.unpack_limit(s, limit, offset)
  local behind, out, n = unpack("unpack_limit", s, limit, offset or 0)
  return behind, spread(out, 1, n)
end

return cmsgpack
