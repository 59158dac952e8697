-- What scripts of EVAL see: Redis's globals, none of which they can change. Loaded once for each
-- cache that is sent a script. Natives: CacheScripts.java, ScriptNatives.java.

local native, cjson, cmsgpack, struct = ...
local debug, error, pcall, xpcall, type, tostring = debug, error, pcall, xpcall, type, tostring
local rawget, rawset, setmetatable, select = rawget, rawset, setmetatable, select
local collectgarbage, getmetatable = collectgarbage, getmetatable
local table, ipairs, pairs = table, ipairs, pairs

local READ_ONLY = "Attempt to modify a readonly table"
local protected = {}

local redis = {
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  REPL_NONE = 0, REPL_AOF = 1, REPL_SLAVE = 2, REPL_REPLICA = 2, REPL_ALL = 3,
  REDIS_VERSION = native.version, REDIS_VERSION_NUM = native.version_number,
  call = native.call, pcall = native.pcall,
}

local function fail(message)
  error({ err = "ERR " .. message })
end

local function single(name, ...)
  local text = ...
  if select("#", ...) ~= 1 or type(text) ~= "string" then
    return { err = "ERR wrong number or type of arguments" }
  end
  return { [name] = text }
end

function redis.status_reply(...)
  return single("ok", ...)
end

function redis.error_reply(...)
  local reply = single("err", ...)
  local text = reply.err:gsub("^%-", ""):gsub("[\r\n]+$", "")
  reply.err = text:find(" ", 1, true) and text or "ERR " .. text
  return reply
end

function redis.sha1hex(...)
  if select("#", ...) ~= 1 then fail("wrong number of arguments") end
  local text = ...
  local kind = type(text)
  return native.sha1hex((kind == "string" or kind == "number") and tostring(text) or "")
end

function redis.log(level, ...)
  if select("#", ...) < 1 then fail("redis.log() requires two arguments or more.") end
  if type(level) ~= "number" then fail("First argument must be a number (log level).") end
  if level < 0 or level > 3 then fail("Invalid debug level.") end
  local words = { ... }
  for i = 1, select("#", ...) do words[i] = tostring(words[i]) end
  native.log(level, table.concat(words, " "))
end

function redis.setresp(...)
  if select("#", ...) ~= 1 then fail("redis.setresp() requires one argument.") end
  local version = ...
  if version ~= 2 and version ~= 3 then fail("RESP version must be 2 or 3.") end
  native.setresp(version)
end

-- Every command is logged by its effects anyway.
function redis.replicate_commands()
  return true
end

function redis.set_repl() end

local base = {
  redis = redis, cjson = cjson(native), cmsgpack = cmsgpack(), struct = struct(),
  os = { clock = os.clock },
}
for _, name in ipairs({ "_VERSION", "assert", "bit", "coroutine", "error", "getmetatable",
    "ipairs", "load", "loadstring", "math", "next", "pairs", "rawequal", "rawget", "select",
    "string", "table", "tonumber", "tostring", "type", "unpack", "xpcall" }) do
  base[name] = _G[name]
end
string.dump = nil

-- An error of redis.call is a table; pcall gives its message.
local function unwrap(ok, problem, ...)
  if not ok and type(problem) == "table" and rawget(problem, "err") ~= nil then
    return false, problem.err
  end
  return ok, problem, ...
end

function base.pcall(...)
  return unwrap(pcall(...))
end

function base.rawset(t, k, v)
  if protected[t] then fail(READ_ONLY) end
  return rawset(t, k, v)
end

function base.setmetatable(t, meta)
  if protected[t] then fail(READ_ONLY) end
  return setmetatable(t, meta)
end

function base.collectgarbage(what)
  return what == "count" and collectgarbage("count") or 0
end

local function refuse()
  error(READ_ONLY, 2)
end

local function protect(t, index)
  protected[t] = true
  setmetatable(t, { __index = index, __newindex = refuse, __metatable = false })
  native.freeze(t)
end

for _, library in pairs(base) do
  if type(library) == "table" then protect(library) end
end
local strings = getmetatable("")
strings.__metatable = false
native.freeze(strings)

local globals = _G
base._G = globals
setmetatable(base, { __index = function(_, name)
  error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
end })

local function handler(problem)
  local line, level = 0, 2
  repeat
    local info = debug.getinfo(level)
    if info and info.source == "@user_script" and info.currentline > 0 then
      line = info.currentline
    end
    level = level + 1
  until not info or line > 0
  if type(problem) ~= "table" then return { "ERR " .. tostring(problem), line } end
  local message = rawget(problem, "err")
  return { type(message) == "string" and message or "ERR unknown error", line }
end

local function run(script, keys, args)
  base.KEYS, base.ARGV = keys, args
  local ok, result = xpcall(script, handler)
  if ok then return true, result end
  if type(result) ~= "table" then return false, "ERR " .. tostring(result), 0 end
  return false, result[1], result[2]
end

local names = {}
for name in pairs(globals) do names[#names + 1] = name end
for _, name in ipairs(names) do globals[name] = nil end
protect(globals, base)
return run
