-- Nothing that reaches beyond the state has a name, wherever one looks for it.
local forbidden = { "io", "require", "package", "dofile", "loadfile", "luajava", "java", "module",
  "setfenv", "getfenv", "collectgarbage", "newproxy", "jit", "ffi", "socketley", "arg", "gcinfo" }
for _, name in ipairs(forbidden) do
  assert(_G[name] == nil and _ENV[name] == nil, name)
  assert(load("return " .. name)() == nil, name)
end
for _, name in ipairs{ "execute", "exit", "remove", "rename", "tmpname", "getenv", "setlocale" } do
  assert(os[name] == nil, "os." .. name)
end
for k in pairs(debug) do assert(k == "traceback", "debug." .. k) end
assert(debug.traceback("x"):find("stack traceback"))

-- Every value that can be reached from the globals is a plain value, a function or a known table.
local seen = {}
local function walk(t, path)
  if seen[t] then return end
  seen[t] = true
  for k, v in pairs(t) do
    assert(type(k) == "string", path)
    local kind = type(v)
    assert(kind ~= "userdata" and kind ~= "thread", path .. "." .. k)
    if kind == "table" then walk(v, path .. "." .. k) end
  end
  local meta = getmetatable(t)
  assert(type(meta) ~= "table", path .. " shows its metatable")
end
walk(_G, "_G")
