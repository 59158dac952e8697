-- The namespace `socketley`: a list of modules, and which of their functions stand in it directly.
-- Given by the loader: `module(name, check)` runs a module, `state` outlives reloads, and
-- `engine_version` must be the version that this library was written for.

local module, state, engine_version = ...

local VERSION = "0.1.0"

if VERSION ~= engine_version then
  error(("the library is version %s and the engine %s: install both from one distribution")
    :format(VERSION, tostring(engine_version)), 0)
end

local check = module("check")

local socketley = { state = state, version = VERSION }

-- Modules that are fields, socketley.json.encode, and what they put beside: socketley.json_encode.
for _, name in ipairs { "log", "json", "auth", "http", "db", "cache",
  "ratelimit", "lock", "leaderboard", "session" } do
  local public, beside = module(name, check)
  socketley[name] = public
  for key, value in pairs(beside or {}) do socketley[key] = value end
end

-- What serves HTTP stands beside what asks for it.
for _, name in ipairs { "http_request", "http_router", "http_parts" } do
  for key, value in pairs(module(name, check)) do socketley.http[key] = value end
end

-- Modules whose functions are fields themselves: socketley.set_timeout
for _, name in ipairs { "runtime", "timer", "pubsub" } do
  for key, value in pairs(module(name, check)) do socketley[key] = value end
end

return check.namespace("socketley", socketley, nil, "on_error")
