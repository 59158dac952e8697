-- No way leads to Java: no class, no object, and what goes wrong inside tells no class name.
assert(luajava == nil and java == nil and _G["lua" .. "java"] == nil)
local function clean(message)
  message = tostring(message)
  for _, word in ipairs{ "java%.", "dev%.socketley", "luaj", "Exception", "at %w+%(" } do
    assert(not message:find(word), message)
  end
end
local strange = { nil, true, 0, -1, 1e308, 0 / 0, 1 / 0, 2 ^ 31, 2 ^ 53, "", "x", "%", "[", {}, print,
  coroutine.create(type), setmetatable({}, { __index = error, __len = error, __call = error }) }
local skip = { [print] = true, [coroutine.yield] = true, [coroutine.wrap] = true, [string.rep] = true,
  [debug.traceback] = true, [table.concat] = true, [os.date] = true }
local function try(f)
  for i = 0, 17, 2 do
    for j = 0, 17 do
      local ok, message = pcall(f, strange[i], strange[j], strange[(i + j) % 18], strange[(i * j) % 18])
      if not ok then clean(message) end
    end
  end
end
for _, library in pairs{ string, math, bit32, bit, utf8, os, coroutine } do
  for _, f in pairs(library) do
    if type(f) == "function" and not skip[f] then try(f) end
  end
end
for _, f in ipairs{ tonumber, tostring, rawget, rawlen, rawequal, select, type, next, ipairs, pairs,
  setmetatable, getmetatable, load } do try(f) end
