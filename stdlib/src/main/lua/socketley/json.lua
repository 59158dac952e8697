-- JSON. A table with exactly the keys 1..n is an array, any other an object; the empty table is
-- `{}` unless `json.array` marked it. Text from outside is bounded: 128 containers deep.
-- Natives: JsonNatives.java.

local native, check = ...

---@class socketley.json
---@field null userdata stands for `null` where nil cannot, in arrays for example
local json = { null = native.null() }

local ARRAY = { __jsontype = "array" }

---JSON text of a value. Raises for values without a JSON form: functions, nan, cyclic tables.
---
---```lua
---assert(socketley.json.encode({ 1, 2.5, "three" }) == '[1,2.5,"three"]')
---```
---@param value any nil, boolean, number, string, `json.null`, or a table of these
---@return string text always valid JSON; bytes that are no UTF-8 become U+FFFD
function json.encode(value)
  local text, message = native.encode(value, false)
  if not text then check.fail("encode", 1, message) end
  return text
end

---Value of a JSON text; strict.
---
---```lua
---local value = socketley.json.decode('{"a": [1, 2]}')
---assert(value.a[2] == 2)
---local nothing, err, code = socketley.json.decode('{"a": }')
---assert(nothing == nil and code == "EINVAL")
---```
---@param text string
---@param options? { null: boolean } `null = true` keeps nulls as `json.null`; otherwise they are nil
---@return any value nil when `text` is not JSON, and for `null`
---@return string? err says at which byte
---@return socketley.ErrorCode? code `EINVAL`
function json.decode(text, options)
  check.string("decode", 1, text)
  check.options("decode", 2, options, { null = "boolean" })
  return native.decode(text, options ~= nil and options.null == true)
end

---Marks a table as an array, so that it is `[]` when empty.
---
---```lua
---assert(socketley.json.encode(socketley.json.array()) == "[]")
---```
---@generic T: table
---@param t? T a new table when left out
---@return T t the same table
function json.array(t)
  check.optional_table("array", 1, t)
  return setmetatable(t or {}, ARRAY)
end

---@class socketley.json_beside
local beside = {}

---JSON text of a value; lenient: a value without a JSON form becomes `null`.
---
---```lua
---assert(socketley.json_encode({ f = print }) == '{"f":null}')
---```
---@param value any
---@return string text
function beside.json_encode(value)
  local text, message = native.encode(value, true)
  if not text then check.fail("json_encode", 1, message) end
  return text
end

---Value of a JSON text, or nil if it is not JSON.
---
---```lua
---assert(socketley.json_decode("[1") == nil)
---```
---@param text string
---@return any value nil when `text` is not JSON, and for `null`
function beside.json_decode(text)
  check.string("json_decode", 1, text)
  return (native.decode(text, false))
end

beside.json = check.namespace("socketley.json", json)

return beside
