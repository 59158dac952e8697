-- __gc is not called here, and setting it gives nothing: no other thread, no names, no second life.
local seen = {}
local function note(o)
  seen[#seen + 1] = debug.traceback("in gc")
  assert(io == nil and require == nil and debug.getinfo == nil and coroutine.running())
  assert(not pcall(coroutine.yield))
  error(o)
end
local hostile = setmetatable({}, { __call = function() error("called") end, __tostring = error, __index =
  error })
for _, handler in ipairs{ note, hostile, "x", 5, true, coroutine.yield, error, print, setmetatable,
  string.rep,
  coroutine.wrap(function(...) while true do coroutine.yield(...) end end) } do
  for i = 1, 20 do
    local t = setmetatable({}, { __gc = handler })
    t.self, t[t] = t, t
    pcall(setmetatable, t, { __gc = note, __mode = "kv" })
  end
end
-- Enough garbage for the JVM to look; each table made here calls the finalizers of dead ones.
local made = 0
for i = 1, 20000 do
  setmetatable({ ("x"):rep(100) }, { __gc = function(o) made = made + 1 setmetatable(o, { __gc = note })
    end })
end
for _, trace in ipairs(seen) do
  assert(not trace:find("java") and not trace:find("Finalizers"), trace)
end
-- A finalizer that survives the script is called when the state is closed, and fails there alone.
last = setmetatable({}, { __gc = function(o) last = setmetatable({}, getmetatable(o)) error(o) end })
other = setmetatable({}, { __gc = function() local function f() return 1 + f() end return f() end })
