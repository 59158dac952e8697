-- Bytecode is neither read nor written: a crafted one could break the interpreter.
assert(string.dump == nil or not pcall(string.dump, function() end))
local headers = { "\27", "\27Lua", "\27LuaR\0\1\4\8\4\8\0\25\147\r\n\26\n", "\27LuaQ\0\1\4\8\4\8\0",
  "\27LuaS\0\25\147\r\n\26\n", "\27LJ\1", "\27LJ\2\0" }
for _, header in ipairs(headers) do
  for _, mode in ipairs{ "b", "bt", "t" } do
    local f, message = load(header .. ("\0"):rep(100), "=x", mode)
    assert(f == nil and message:find("attempt to load a binary chunk", 1, true), message)
  end
  local done
  local f = load(function() if not done then done = true return header end end, "=x")
  assert(f == nil)
  local at = 0
  f = load(function() at = at + 1 return header:sub(at, at) end, "=x")
  assert(f == nil)
end
assert(loadstring("\27Lua") == nil)
assert(load("return 1", "=x", "t")() == 1)
