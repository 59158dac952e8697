-- JSON written and read in plain Lua.
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }
local unescapes = { ['"'] = '"', ["\\"] = "\\", n = "\n", t = "\t", ["/"] = "/" }

local encode

local function quoted(s) return '"' .. s:gsub('[%c"\\]', escapes) .. '"' end

local function encode_table(t)
  local out = {}
  if t[1] ~= nil or next(t) == nil then
    for i, v in ipairs(t) do out[i] = encode(v) end
    return "[" .. table.concat(out, ",") .. "]"
  end
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do out[i] = quoted(name) .. ":" .. encode(t[name]) end
  return "{" .. table.concat(out, ",") .. "}"
end

function encode(v)
  local kind = type(v)
  if kind == "string" then return quoted(v) end
  if kind == "table" then return encode_table(v) end
  if kind == "number" then return string.format("%.14g", v) end
  return tostring(v)
end

local decode

local function fail(s, at) error("unexpected " .. s:sub(at, at) .. " at " .. at) end

local function skip(s, at) return s:find("%S", at) or #s + 1 end

local function decode_string(s, at)
  local stop = at + 1
  while true do
    stop = s:find('["\\]', stop) or fail(s, at)
    if s:byte(stop) == 34 then break end
    stop = stop + 2
  end
  local raw = s:sub(at + 1, stop - 1)
  if raw:find("\\", 1, true) then raw = raw:gsub("\\(.)", unescapes) end
  return raw, stop + 1
end

local function decode_array(s, at)
  local list, n = {}, 0
  at = skip(s, at + 1)
  if s:sub(at, at) == "]" then return list, at + 1 end
  while true do
    n = n + 1
    list[n], at = decode(s, at)
    at = skip(s, at)
    local c = s:sub(at, at)
    if c == "]" then return list, at + 1 end
    if c ~= "," then fail(s, at) end
    at = skip(s, at + 1)
  end
end

local function decode_object(s, at)
  local map = {}
  at = skip(s, at + 1)
  if s:sub(at, at) == "}" then return map, at + 1 end
  while true do
    local name, value
    name, at = decode_string(s, at)
    at = skip(s, at)
    if s:sub(at, at) ~= ":" then fail(s, at) end
    value, at = decode(s, skip(s, at + 1))
    map[name] = value
    at = skip(s, at)
    local c = s:sub(at, at)
    if c == "}" then return map, at + 1 end
    if c ~= "," then fail(s, at) end
    at = skip(s, at + 1)
  end
end

function decode(s, at)
  local c = s:sub(at, at)
  if c == "{" then return decode_object(s, at) end
  if c == "[" then return decode_array(s, at) end
  if c == '"' then return decode_string(s, at) end
  if s:sub(at, at + 3) == "true" then return true, at + 4 end
  if s:sub(at, at + 4) == "false" then return false, at + 5 end
  if s:sub(at, at + 3) == "null" then return nil, at + 4 end
  local digits = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at) or fail(s, at)
  return tonumber(digits), at + #digits
end

local function document(n)
  local users = {}
  for i = 1, n do
    users[i] = {
      id = i, name = "user " .. i, score = i / 4, active = i % 2 == 0,
      tags = { "a", "b\n", 'quote "' .. i .. '"' },
      address = { street = "Main street " .. i, zip = tostring(10000 + i), lines = {} },
    }
  end
  return { version = 1, users = users }
end

return {
  n = 100, smoke = 3,
  run = function(n)
    local text = encode(document(n))
    local back, stop = decode(text, 1)
    assert(stop == #text + 1 and #back.users == n)
    assert(back.users[n].tags[3] == 'quote "' .. n .. '"')
    assert(back.users[n].score == n / 4)
    assert(encode(back) == text)
  end,
}
