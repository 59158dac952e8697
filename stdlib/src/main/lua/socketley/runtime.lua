-- Runtimes: making, starting, stopping and finding them, and sending messages through them.
-- Natives: RuntimeNatives.java. Options and hooks: `socketley help create`, docs/options.md.

local native, check = ...

---@class socketley.runtime
local runtime = {}

---Describes a runtime and makes it: at once, or, while the script is still loading, after its top
---level has ended without an error. A mistake in the description, such as an unknown option, raises
---an error at that line; a refusal, such as a taken name, is a result.
---
---```lua
---local ok, err = socketley.create("server", "example", { port = 0 })
---```
---@param type "server"|"client"|"proxy"|"cache"
---@param name string 1 to 128 letters, digits, `-`, `_` or `.`
---@param config? table options and hooks; `start = true` starts it
---@return true? ok nil when refused
---@return string? err
---@return socketley.ErrorCode? code
function runtime.create(type, name, config)
  check.string("create", 1, type)
  check.string("create", 2, name)
  check.optional_table("create", 3, config)
  return check.result(check.described(native.create(type, name, config or {}, false,
    check.place())))
end

---Starts a runtime; starting a running one does nothing.
---
---```lua
---local ok, err, code = socketley.start("nobody") -- nil, "runtime 'nobody' not found", "ENOTFOUND"
---```
---@param name string
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.start(name)
  check.string("start", 1, name)
  return native.start(name)
end

---Stops a runtime: running hooks end, `on_stop` is called, queued output is sent.
---
---```lua
---socketley.stop("example")
---```
---@param name string
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.stop(name)
  check.string("stop", 1, name)
  return native.stop(name)
end

---Stops and removes a runtime.
---
---```lua
---socketley.remove("example")
---```
---@param name string
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.remove(name)
  check.string("remove", 1, name)
  return native.remove(name)
end

---Reloads the script of a runtime now, without waiting for its file to change.
---
---```lua
---local ok, err = socketley.reload("example")
---```
---@param name string
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.reload(name)
  check.string("reload", 1, name)
  return native.reload(name)
end

---Sends a message through a runtime: a server to all its clients, a client to its server.
---
---```lua
---socketley.send("example", "hello")
---```
---@param name string
---@param message string
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.send(name, message)
  check.string("send", 1, name)
  check.string("send", 2, message)
  return native.send(name, message)
end

---Joins clients of two servers: each one's messages go to the other, unseen by hooks, in the other's
---framing. `self.unpipe` on either server ends it. Without `to_id` the client is routed to the second
---server, as by `self.route`.
---
---```lua
---local ok, err = socketley.pipe("nobody", 1, "nowhere", 2) -- nil, "runtime 'nobody' not found"
---```
---@param from string name of a running server
---@param from_id socketley.ClientId
---@param to string name of a running server, which may be the same
---@param to_id? socketley.ClientId
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.pipe(from, from_id, to, to_id)
  check.string("pipe", 1, from)
  check.integer("pipe", 2, from_id, 0)
  check.string("pipe", 3, to)
  if to_id ~= nil then check.integer("pipe", 4, to_id, 0) end
  return native.pipe(from, from_id, to, to_id or 0)
end

---Names of all runtimes, sorted, in whatever state.
---
---```lua
---for _, name in ipairs(socketley.list()) do print(name) end
---```
---@return string[] names
function runtime.list()
  return native.list()
end

---Describes a runtime: `name`, `id`, `type`, `state`, `port`, `connections`, `group`, `owner`.
---
---```lua
---local info = socketley.get("example")
---if info then print(info.state, info.port) end
---```
---@param name string
---@return socketley.RuntimeInfo? info nil when there is none of that name
function runtime.get(name)
  check.string("get", 1, name)
  return native.get(name)
end

---The figures of a runtime: those of docs/metrics.md by name, and a few of its type. `self.stats()`
---shows a runtime's own.
---
---```lua
---local stats = socketley.stats("example")
---if stats then print(stats.connections, stats.bytes_out) end
---```
---@param name string
---@return table<string, any>? stats nil when there is none of that name
function runtime.stats(name)
  check.string("stats", 1, name)
  return native.stats(name)
end

---The figures of all runtimes in the text format that Prometheus reads. A server shows them with
---`return { headers = { ["Content-Type"] = "text/plain; version=0.0.4" }, body = ... }`;
---examples/server/metrics.lua does.
---
---```lua
---print(socketley.metrics()) -- socketley_connections{runtime="example",type="server"} 0 and so on
---```
---@return string text
function runtime.metrics()
  return native.metrics()
end

---Describes a server and starts it, unless `start = false`.
---
---```lua
---socketley.server("echo", { port = 0,
---  on_client_message = function(id, message) self.send(id, message) return true end })
---```
---@param name string
---@param config? table
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.server(name, config)
  check.string("server", 1, name)
  check.optional_table("server", 2, config)
  return check.result(check.described(native.create("server", name, config or {}, true,
    check.place())))
end

---Describes a client and starts it, unless `start = false`.
---
---```lua
---socketley.client("watcher", { target = "echo", reconnect = true })
---```
---@param name string
---@param config? table
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.client(name, config)
  check.string("client", 1, name)
  check.optional_table("client", 2, config)
  return check.result(check.described(native.create("client", name, config or {}, true,
    check.place())))
end

---Describes a proxy and starts it, unless `start = false`.
---
---```lua
---socketley.proxy("gateway", { port = 0, backends = { "echo" } })
---```
---@param name string
---@param config? table
---@return true? ok
---@return string? err
---@return socketley.ErrorCode? code
function runtime.proxy(name, config)
  check.string("proxy", 1, name)
  check.optional_table("proxy", 2, config)
  return check.result(check.described(native.create("proxy", name, config or {}, true,
    check.place())))
end

return runtime
