-- The namespace `socketley`: a list of modules with what each of them gives to it.
-- Given by the loader: `module(name, check)` runs a module, `state` outlives reloads, `engine_version`
-- must be the version that this library was written for, and `lazy(names, make)` makes a table whose
-- fields are made when they are first asked for, all of them before it is traversed.

local module, state, engine_version, lazy = ...

local VERSION = "0.1.0"

if VERSION ~= engine_version then
  error(("the library is version %s and the engine %s: install both from one distribution")
    :format(VERSION, tostring(engine_version)), 0)
end

-- A module is read when one of these is first asked for: most scripts use few of them.
local SOCKETLEY = {
  runtime = "create start stop remove reload send pipe list get stats metrics server client proxy",
  timer = "set_timeout set_interval clear_timeout clear_interval sleep now",
  pubsub = "subscribe unsubscribe publish",
  log = "log",
  json = "json json_encode json_decode",
  crypto = "crypto",
  auth = "auth",
  db = "db",
  cache = "cache",
  ratelimit = "ratelimit",
  lock = "lock",
  leaderboard = "leaderboard",
  session = "session",
}

-- What serves HTTP stands beside what asks for it.
local HTTP = {
  http = "request get head post put patch delete",
  http_request = "parse_query escape unescape cookie json html redirect",
  http_router = "router",
  http_parts = "parts",
}

local check = module("check")
local read = {}

---What a module gives, by name.
local function given(name)
  local fields = read[name]
  if not fields then
    fields = module(name, check)
    for field in pairs(fields) do
      local listed = " " .. (SOCKETLEY[name] or HTTP[name]) .. " __call "
      assert(listed:find(" " .. field .. " ", 1, true), field)
    end
    read[name] = fields
  end
  return fields
end

---A table of what these modules give.
local function namespace(modules)
  local owner, names = {}, {}
  for name, list in pairs(modules) do
    for field in list:gmatch("%S+") do
      owner[field] = name
      names[#names + 1] = field
    end
  end
  return lazy(names, function(field) return given(owner[field])[field] end)
end

local socketley = namespace(SOCKETLEY)
socketley.state = state
socketley.version = VERSION
socketley.http = check.namespace("socketley.http", namespace(HTTP), {
  __call = function(...) return given("http").__call(...) end,
})

return check.namespace("socketley", socketley, nil, "on_error"), given
