-- The module `struct` for scripts of EVAL: C structures without alignment.

local error, tonumber, type = error, tonumber, type
local pack, unpack = string.pack, string.unpack
local concat, spread = table.concat, table.unpack

local SIZES = { b = 1, B = 1, h = 2, H = 2, l = 8, L = 8, T = 8, i = 4, I = 4, f = 4, d = 8 }
local SIGNED = { b = true, h = true, l = true, i = true }

-- Calls `each(kind, size, order)` for every item of a format.
local function items(format, each)
  local order, at = "<", 1
  while at <= #format do
    local kind, digits = format:match("^(.)(%d*)", at)
    at = at + 1
    if kind == ">" or kind == "<" then
      order = kind
    elseif kind == "=" then
      order = "<"
    elseif kind == "!" then
      at = at + #digits
    elseif kind == "i" or kind == "I" or kind == "c" then
      at = at + #digits
      local size = tonumber(digits) or (kind == "c" and 1 or 4)
      if kind ~= "c" and (size < 1 or size > 8) then
        error("integral size " .. size .. " is larger than limit of 8", 3)
      end
      each(kind, size, order)
    elseif kind == "x" or kind == "s" or SIZES[kind] then
      each(kind, kind == "x" and 1 or SIZES[kind], order)
    elseif kind ~= " " then
      error("invalid format option '" .. kind .. "'", 3)
    end
  end
end

local function code(kind, size, order)
  if kind == "f" or kind == "d" then return order .. kind end
  return order .. (SIGNED[kind] and "i" or "I") .. size
end

local struct = {}

function struct.size(format)
  local total = 0
  items(format, function(kind, size)
    if kind == "s" or kind == "c" and size == 0 then error("variable-size format", 3) end
    total = total + size
  end)
  return total
end

function struct.pack(format, ...)
  local values, used, out = { ... }, 0, {}
  items(format, function(kind, size, order)
    local piece
    if kind == "x" then
      piece = "\0"
    else
      used = used + 1
      local value = values[used]
      if kind == "s" then
        piece = value .. "\0"
      elseif kind == "c" then
        if #value < size then error("string too short", 3) end
        piece = size == 0 and value or value:sub(1, size)
      else
        piece = pack(code(kind, size, order), value)
      end
    end
    out[#out + 1] = piece
  end)
  return concat(out)
end

function struct.unpack(format, data, from)
  local at, out, n = from or 1, {}, 0
  local function need(size)
    if at + size - 1 > #data then error("data string too short", 4) end
  end
  items(format, function(kind, size, order)
    if kind == "c" and size == 0 then
      size = out[n]
      if type(size) ~= "number" then error("format 'c0' needs a previous size", 3) end
      n = n - 1
    end
    if kind == "s" then
      local stop = data:find("\0", at, true)
      if not stop then error("unfinished string in data", 3) end
      n = n + 1
      out[n], at = data:sub(at, stop - 1), stop + 1
      return
    end
    need(size)
    if kind ~= "x" then
      n = n + 1
      out[n] = kind == "c" and data:sub(at, at + size - 1)
        or (unpack(code(kind, size, order), data, at))
    end
    at = at + size
  end)
  out[n + 1] = at
  return spread(out, 1, n + 1)
end

return struct
