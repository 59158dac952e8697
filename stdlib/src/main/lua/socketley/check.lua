-- The one place that words argument errors. Each `check.*` raises at the line of the library's
-- caller, so it is called from the public function itself, never in a tail call.
-- Natives: CheckNatives.java.

local native = ...

local check = {}

local floor = math.floor
local getinfo = debug.getinfo

---So many names are told of all there are.
local FEW = 8

---What an error says of a value: its type, or a number that is out of range.
local function got(value, of_type)
  if value == nil then return "no value" end
  if type(value) == "number" and of_type == "number" then return tostring(value) end
  return type(value)
end

local function wrong(fname, index, expected, value, of_type)
  error(("bad argument #%d to '%s' (%s expected, got %s)"):format(
    index, fname, expected, got(value, of_type)), 4)
end

---@param fname string the function as the user called it
---@param index integer
function check.string(fname, index, value)
  if type(value) ~= "string" and type(value) ~= "number" then
    wrong(fname, index, "string", value)
  end
end

function check.boolean(fname, index, value)
  if type(value) ~= "boolean" then wrong(fname, index, "boolean", value) end
end

---A whole number of at least `least`.
function check.integer(fname, index, value, least)
  if type(value) ~= "number" or floor(value) ~= value or value < least or value > 2 ^ 53 then
    wrong(fname, index, ("integer >= %d"):format(least), value, "number")
  end
end

---Whether it is a function, or a value that can be called like one.
function check.is_callable(value)
  if type(value) == "function" then return true end
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.__call ~= nil
end

function check.callable(fname, index, value)
  if not check.is_callable(value) then wrong(fname, index, "function", value) end
end

---What a method was called on, which a dot in the place of the colon leaves out.
function check.self(class, fname, self)
  if getmetatable(self) ~= class then
    error(("calling '%s' on bad self (%s expected, got %s): call it with a colon, x:%s(...)"):format(
      fname, class.__name, got(self), fname), 3)
  end
end

local NO_PARAMETER = { table = true, ["function"] = true, thread = true }

---What stands behind a statement of SQL.
function check.parameters(fname, ...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if NO_PARAMETER[type(value)] then
      wrong(fname, i + 1, "string, number, boolean or nil", value)
    end
  end
end

function check.table(fname, index, value)
  if type(value) ~= "table" then wrong(fname, index, "table", value) end
end

function check.optional_table(fname, index, value)
  if value ~= nil and type(value) ~= "table" then wrong(fname, index, "table", value) end
end

---A table whose keys are all in `known`, a map from name to type, or to type and least number.
function check.options(fname, index, value, known)
  if value == nil then return end
  if type(value) ~= "table" then wrong(fname, index, "table", value) end
  for key, given in pairs(value) do
    local kind = known[key]
    if not kind then
      error(("bad argument #%d to '%s' (%s)"):format(
        index, fname, check.unknown("options", key, known)), 3)
    end
    local bad = kind == "integer"
      and (type(given) ~= "number" or floor(given) ~= given or given < 1)
      or kind ~= "integer" and type(given) ~= kind
    if bad then
      error(("bad argument #%d to '%s' (%s: %s expected, got %s)"):format(index, fname, key,
        kind == "integer" and "integer >= 1" or kind, got(given, "number")), 3)
    end
  end
end

---Raises `bad argument #index to 'fname' (message)`.
function check.fail(fname, index, message)
  error(("bad argument #%d to '%s' (%s)"):format(index, fname, message), 3)
end

local MISTAKES = { EINVAL = true, EOPTION = true, ETYPE = true, ENAME = true }

---Hands on what making a runtime gave. A description that nobody can have meant, such as a
---mistyped option, is an error; what the world refuses stays a result.
function check.described(ok, err, code)
  if MISTAKES[code] then error(err, 3) end
  return ok, err, code
end

---Where the library's caller is, as `chat.lua:12`, for what is found out later.
function check.place()
  local info = getinfo(3, "Sl")
  return info and info.currentline > 0 and info.short_src .. ":" .. info.currentline or ""
end

---`true` alone, or what was refused, why and the code: a prompt shows no nil behind what went well.
function check.result(ok, err, code)
  if ok then return ok end
  return nil, err, code
end

---The fields of that name in these tables, as they are written from outside; nil without any.
local function inside(known, words, key)
  local found = {}
  for _, word in ipairs(words) do
    local value = known[word]
    if type(value) == "table" and rawget(value, key) ~= nil then found[#found + 1] = word .. "." .. key end
  end
  return found[1] and table.concat(found, "' or '")
end

---@return string message `'socketley' has no field 'creat', did you mean 'create'?`
function check.unknown(what, key, known)
  local words = {}
  for word in pairs(known) do
    if type(word) == "string" then words[#words + 1] = word end
  end
  table.sort(words)
  local near = type(key) == "string"
    and (inside(known, words, key) or native.nearest(key, unpack(words))) or nil
  local all = #words <= FEW and (" (it has %s)"):format(table.concat(words, ", ")) or ""
  return ("'%s' has no field '%s'"):format(what, tostring(key))
    .. (near and (", did you mean '%s'?"):format(near) or all)
end

---Makes reading an unknown field of a public table an error that names the nearest one.
---@param may_be_nil? string a field that users set
function check.namespace(what, public, meta, may_be_nil)
  meta = meta or {}
  meta.__index = function(_, key)
    if key == may_be_nil then return nil end
    error(check.unknown(what, key, public), 2)
  end
  return setmetatable(public, meta)
end

return check
