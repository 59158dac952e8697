-- matrix("string.rep", "'ab'", "3", "','") calls a function with fewer and more arguments than these, and
-- with values of every kind in the place of each.
local VALUES = { "nil", "false", "true", "0", "1", "-1", "2", "2.5", "-3.7", "1e15", "2^31", "2^53",
  "-2^31",
  "1/0", "-1/0", "0/0", "''", "'a'", "'12'", "' 0x10 '", "'1e1'", "'z\\0'", "{}", "{1, 2, 3}", "print",
  "setmetatable({}, {__tostring = function() return 'me' end})" }

--- without: values that would need too much time or memory in this function, by the place of the argument.
function matrix(name, ...)
  local good, without = { ... }, {}
  if type(good[#good]) == "table" then without = table.remove(good) end
  case(name .. "()")
  for n = 1, #good do case(name .. "(" .. table.concat(good, ", ", 1, n) .. ")") end
  case(name .. "(" .. table.concat(good, ", ") .. (#good > 0 and ", " or "") .. "nil)")
  for place = 1, #good do
    for _, value in ipairs(VALUES) do
      if not (without[place] and without[place]:find(" " .. value .. " ", 1, true)) then
        local args = { table.unpack(good) }
        args[place] = value
        case(name .. "(" .. table.concat(args, ", ") .. ")")
      end
    end
  end
end
