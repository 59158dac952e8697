-- The namespace `socketley`: a list of modules, and which of their functions stand in it directly.
-- Given by the loader: `module(name, check)` runs a module, `state` outlives reloads.

local module, state = ...

local check = module("check")

local socketley = { state = state }

-- Modules that are fields: socketley.json.encode
for _, name in ipairs { } do
  socketley[name] = module(name, check)
end

-- Modules whose functions are fields themselves: socketley.create
for _, name in ipairs { "runtime" } do
  for key, value in pairs(module(name, check)) do socketley[key] = value end
end

return setmetatable(socketley, {
  __index = function(_, key)
    if key == "on_error" then return nil end
    error(check.unknown("socketley", key, socketley), 2)
  end,
})
