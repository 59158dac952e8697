-- Prints what it costs to load a script of 1,000 lines and run it once, in ms: the first of the
-- program, and the median of later ones, whose texts all differ.
local TEXTS = tonumber(arg[1]) or 21

local block = [[
local function update_%d(state, id, by)
  local entry = state.entries[id]
  if not entry then
    entry = { id = id, name = "entry " .. id, count = 0, tags = {} }
    state.entries[id] = entry
  end
  entry.count = entry.count + by * %d
  for i = 1, 3 do entry.tags[i] = ("%%s-%%d"):format(entry.name, i + %d) end
  return entry.count > 10 and "many" or "few"
end
handlers["h%d"] = function(state, id) return update_%d(state, id, 1) end
]]

local function text(n)
  local lines = { "local handlers, state = {}, { entries = {} }" }
  for i = 1, 90 do
    local k = n * 1000 + i
    lines[#lines + 1] = "do\n" .. block:format(k, k, k, k, k) .. "end"
  end
  lines[#lines + 1] = "local n = 0"
  lines[#lines + 1] = "for _, f in pairs(handlers) do f(state, 1) n = n + 1 end"
  lines[#lines + 1] = "return n"
  return table.concat(lines, "\n")
end

local times = {}
for i = 1, TEXTS do
  local source = text(i)
  local began = os.clock()
  assert(assert(load(source, "=script"))() == 90)
  times[i] = (os.clock() - began) * 1000
end
local first = table.remove(times, 1)
table.sort(times)
print("lines " .. select(2, text(1):gsub("\n", "\n")) + 1)
print("first_ms " .. first)
print("warm_ms " .. times[math.ceil(#times / 2)])
