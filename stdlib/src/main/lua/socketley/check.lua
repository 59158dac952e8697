-- The one place that words argument errors. Each raises at the line of the library's caller.

local check = {}

local function wrong(fname, index, expected, value)
  error(("bad argument #%d to '%s' (%s expected, got %s)"):format(
    index, fname, expected, value == nil and "no value" or type(value)), 4)
end

---@param fname string the function as the user called it
---@param index integer
function check.string(fname, index, value)
  if type(value) ~= "string" and type(value) ~= "number" then
    wrong(fname, index, "string", value)
  end
end

function check.optional_table(fname, index, value)
  if value ~= nil and type(value) ~= "table" then
    wrong(fname, index, "table", value)
  end
end

return check
