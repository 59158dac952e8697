-- Chooses the function that answers a request by its method and path.
-- A tree of path segments: literals are preferred to :names, and those to *names.

local _, check = ...

---@class socketley.http_router
local http = {}

local find, sub = string.find, string.sub

---@class socketley.Router
local Router = {}
Router.__index = Router
Router.__name = "socketley.Router"

local function new_node()
  return { literal = {}, routes = {} }
end

-- ---- adding -----------------------------------------------------------------------------------

---The node at the end of a pattern, made where it is missing, and the names in the pattern.
local function place(tree, pattern)
  local node, names, plain = tree.root, {}, true
  for segment in pattern:gmatch("/([^/]*)") do
    local kind, name = segment:match("^([:*])(.*)$")
    if kind then
      plain = false
      names[#names + 1] = name
      local key = kind == ":" and "param" or "rest"
      node[key] = node[key] or new_node()
      node = node[key]
    else
      node.literal[segment] = node.literal[segment] or new_node()
      node = node.literal[segment]
    end
  end
  if plain then tree.exact[pattern] = node end
  return node, names
end

---Why a pattern is none, or nil.
local function wrong(pattern)
  if pattern:sub(1, 1) ~= "/" then return "a pattern begins with '/'" end
  local rest = false
  for segment in pattern:gmatch("/([^/]*)") do
    if rest then return "'*name' is the last part of a pattern" end
    local kind, name = segment:match("^([:*])(.*)$")
    if kind and not name:find("^[%a_][%w_]*$") then
      return ("'%s' is no name behind '%s'"):format(name, kind)
    end
    rest = kind == "*"
  end
end

---Joins middleware and handlers into one function; each but the last is given the next.
local function chain(middleware, handlers)
  local all = {}
  for _, fn in ipairs(middleware) do all[#all + 1] = fn end
  for _, fn in ipairs(handlers) do all[#all + 1] = fn end
  local joined = all[#all]
  for i = #all - 1, 1, -1 do
    local fn, following = all[i], joined
    joined = function(req) return fn(req, following) end
  end
  return joined
end

---What of a scope was there when a route was added, outermost first.
local function middleware_of(scope)
  local out = {}
  local at = scope
  while at do
    for i = #at._middleware, 1, -1 do table.insert(out, 1, at._middleware[i]) end
    at = at._outer
  end
  return out
end

local function put(scope, method, full, handlers)
  local tree = scope._tree
  local node, names = place(tree, full)
  node.routes[method] = { run = chain(middleware_of(scope), handlers), names = names }
  tree.added[#tree.added + 1] = { method, full, handlers, scope }
end

---Adds a route whose pattern is argument `first` of what was called.
---@return integer? index of the argument that is wrong
---@return string? why
local function add(scope, first, method, pattern, ...)
  local full = scope._prefix .. pattern
  local why = wrong(full)
  if why then return first, why .. ", got '" .. pattern .. "'" end
  local handlers = { ... }
  for i = 1, math.max(1, select("#", ...)) do
    if not check.is_callable(handlers[i]) then
      local given = handlers[i]
      return first + i, "function expected, got " .. (given == nil and "no value" or type(given))
    end
  end
  put(scope, method, full, handlers)
  -- The root of a group is there with and without a slash.
  if pattern == "/" and scope._prefix ~= "" then put(scope, method, scope._prefix, handlers) end
end

-- ---- finding ----------------------------------------------------------------------------------

---The route of the method in a node; HEAD is answered by what answers GET.
local function route_of(node, method)
  local routes = node.routes
  return routes[method] or method == "HEAD" and routes.GET or routes["*"]
end

---Follows the path behind position `from`; what stands for names goes to `values`.
local function walk(node, path, from, method, values, count)
  local slash = find(path, "/", from, true)
  local segment = sub(path, from, slash and slash - 1)
  local literal = node.literal[segment]
  if literal then
    local route
    if slash then route = walk(literal, path, slash + 1, method, values, count)
    else route = route_of(literal, method) end
    if route then return route end
  end
  local param = node.param
  if param and segment ~= "" then
    values[count + 1] = segment
    local route
    if slash then route = walk(param, path, slash + 1, method, values, count + 1)
    else route = route_of(param, method) end
    if route then return route end
  end
  local rest = node.rest
  if rest then
    values[count + 1] = sub(path, from)
    return route_of(rest, method)
  end
end

---Adds the methods that the path is there for.
local function collect(node, path, from, allowed)
  local slash = find(path, "/", from, true)
  local segment = sub(path, from, slash and slash - 1)
  for _, next_node in ipairs { node.literal[segment] or false, segment ~= "" and node.param } do
    if next_node then
      if slash then collect(next_node, path, slash + 1, allowed)
      else for method in pairs(next_node.routes) do allowed[method] = true end end
    end
  end
  if node.rest then
    for method in pairs(node.rest.routes) do allowed[method] = true end
  end
end

local function unescape(value)
  return find(value, "%", 1, true) and socketley.http.unescape(value) or value
end

---What a path that has no route of the method gets.
local function missing(router, req)
  local allowed = {}
  collect(router._tree.root, req.path, 2, allowed)
  if not next(allowed) then
    local not_found = router._not_found
    if not_found then return not_found(req) end
    return nil
  end
  if allowed.GET then allowed.HEAD = true end
  allowed.OPTIONS = true
  local words = {}
  for method in pairs(allowed) do words[#words + 1] = method end
  table.sort(words)
  local headers = { Allow = table.concat(words, ", ") }
  if req.method == "OPTIONS" then return { status = 204, headers = headers } end
  headers["Content-Type"] = "text/plain"
  return { status = 405, headers = headers, body = "405 Method Not Allowed" }
end

local function dispatch(router, req)
  local path, method = req.path, req.method
  local tree = router._tree
  local node = tree.exact[path]
  local route = node and route_of(node, method)
  if route then return route.run(req) end
  local values = {}
  route = walk(tree.root, path, 2, method, values, 0)
  if not route then return router._missing(req) end
  local names, params = route.names, {}
  for i = 1, #names do params[names[i]] = unescape(values[i]) end
  req.params = params
  return route.run(req)
end

-- ---- what users call --------------------------------------------------------------------------

---Answers a request with the result of the matching route; with 405 and Allow if the path has only
---other methods; with the result of `not_found`, or nil, if there is no such path.
---
---```lua
---local app = socketley.http.router()
---app:get("/hi", function() return "hello" end)
---assert(app:handle({ method = "GET", path = "/hi" }) == "hello")
---```
---@param req socketley.Request
---@return any response for on_http_request to give back
---@return integer? status behind a string
function Router:handle(req)
  local root = self._root
  local on_error = root._on_error
  if not on_error then return dispatch(root, req) end
  local ok, result, status = pcall(dispatch, root, req)
  if ok then return result, status end
  local response
  response, status = on_error(result, req)
  -- What has begun cannot be taken back, and must not end as if it were whole.
  if req._begun then error(result, 0) end
  return response, status
end

---The function to use as on_http_request.
---
---```lua
---local app = socketley.http.router()
---assert(type(app:handler()) == "function")
---```
---@return fun(req: socketley.Request): any handler
function Router:handler()
  check.self(Router, "handler", self)
  return function(req) return self:handle(req) end
end

---Adds a route. In a pattern `:name` matches one part of the path and `*name` the rest of it; both
---are in `req.params`, decoded. Handlers before the last are middleware.
---
---```lua
---local app = socketley.http.router()
---app:on("GET", "/users/:id", function(req) return "user " .. req.params.id end)
---assert(app:handle({ method = "GET", path = "/users/a%20b" }) == "user a b")
---```
---@param method string `GET`, or `*` for every method that has no route of its own
---@param pattern string
---@param ... fun(req: socketley.Request, next?: fun(req: socketley.Request): any): any
---@return socketley.Router self
function Router:on(method, pattern, ...)
  check.self(Router, "on", self)
  check.string("on", 1, method)
  check.string("on", 2, pattern)
  local index, why = add(self, 2, tostring(method):upper(), pattern, ...)
  if index then check.fail("on", index, why) end
  return self
end

---Adds a route for GET, which answers HEAD too unless HEAD has its own; likewise post, put, patch,
---delete, options, head, and any for every method.
---
---```lua
---local app = socketley.http.router()
---app:get("/", function() return "root" end):post("/", function(req) return req.body end)
---```
---@param pattern string
---@param ... fun(req: socketley.Request, next?: fun(req: socketley.Request): any): any
---@return socketley.Router self
function Router:get(pattern, ...)
  check.self(Router, "get", self)
  check.string("get", 1, pattern)
  local index, why = add(self, 1, "GET", pattern, ...)
  if index then check.fail("get", index, why) end
  return self
end

for name, method in pairs { post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE",
    options = "OPTIONS", head = "HEAD", any = "*" } do
  Router[name] = function(self, pattern, ...)
    check.self(Router, name, self)
    check.string(name, 1, pattern)
    local index, why = add(self, 1, method, pattern, ...)
    if index then check.fail(name, index, why) end
    return self
  end
end

---Adds middleware to the routes added to this router or group afterwards. It answers itself, or
---returns the result of `next(req)`, changed or not.
---
---```lua
---local app = socketley.http.router()
---app:use(function(req, next)
---  if req.headers.authorization ~= "Bearer x" then return { status = 401 } end
---  return next(req)
---end)
---```
---@param fn fun(req: socketley.Request, next: fun(req: socketley.Request): any): any
---@return socketley.Router self
function Router:use(fn)
  check.self(Router, "use", self)
  check.callable("use", 1, fn)
  self._middleware[#self._middleware + 1] = fn
  return self
end

---Routes under a prefix, with middleware of their own after that of this router.
---
---```lua
---local app = socketley.http.router()
---app:group("/api", function(api) api:get("/ping", function() return "pong" end) end)
---assert(app:handle({ method = "GET", path = "/api/ping" }) == "pong")
---```
---@param prefix string
---@param add_routes? fun(group: socketley.Router)
---@return socketley.Router group
function Router:group(prefix, add_routes)
  check.self(Router, "group", self)
  check.string("group", 1, prefix)
  prefix = tostring(prefix)
  local why = prefix ~= "" and wrong(prefix) or prefix:find("/$") and "a prefix ends without '/'"
  if why then check.fail("group", 1, why .. ", got '" .. prefix .. "'") end
  local group = setmetatable({ _root = self._root, _tree = self._tree, _outer = self,
    _prefix = self._prefix .. prefix, _middleware = {} }, Router)
  if add_routes then
    check.callable("group", 2, add_routes)
    add_routes(group)
  end
  return group
end

---Adds the present routes of another router under a prefix.
---
---```lua
---local users = socketley.http.router()
---users:get("/:id", function(req) return req.params.id end)
---local app = socketley.http.router():mount("/users", users)
---assert(app:handle({ method = "GET", path = "/users/7" }) == "7")
---```
---@param prefix string
---@param router socketley.Router
---@return socketley.Router self
function Router:mount(prefix, router)
  check.self(Router, "mount", self)
  check.string("mount", 1, prefix)
  if getmetatable(router) ~= Router then
    check.fail("mount", 2, "a router expected, got " .. type(router))
  end
  local group = self:group(prefix)
  for _, route in ipairs(router._tree.added) do
    local method, pattern, handlers, scope = unpack(route)
    local whole = {}
    for _, fn in ipairs(middleware_of(scope)) do whole[#whole + 1] = fn end
    for _, fn in ipairs(handlers) do whole[#whole + 1] = fn end
    local _, why = add(group, 1, method, pattern, unpack(whole))
    if why then check.fail("mount", 1, why) end
  end
  return self
end

---Sets the function that answers when a handler raises; without it the answer is 500, and the error
---is logged. A response that has already begun is broken off in any case.
---
---```lua
---local app = socketley.http.router()
---app:on_error(function(err) return { status = 500, body = tostring(err) } end)
---```
---@param fn fun(err: any, req: socketley.Request): any
---@return socketley.Router self
function Router:on_error(fn)
  check.callable("on_error", 1, fn)
  self._root._on_error = fn
  return self
end

---Sets the function that answers unknown paths; nil leads to the server's files, then 404.
---
---```lua
---local app = socketley.http.router()
---app:not_found(function(req) return { status = 404, body = "no " .. req.path } end)
---assert(app:handle({ method = "GET", path = "/x" }).body == "no /x")
---```
---@param fn fun(req: socketley.Request): any
---@return socketley.Router self
function Router:not_found(fn)
  check.callable("not_found", 1, fn)
  self._root._not_found = fn
  return self
end

---Makes a router without routes.
---
---```lua
---local app = socketley.http.router()
---app:get("/", function() return "hello" end)
---socketley.server("site", { port = 0, on_http_request = app:handler() })
---socketley.remove("site")
---```
---@return socketley.Router router
function http.router()
  local router = setmetatable({ _prefix = "", _middleware = {},
    _tree = { root = new_node(), exact = {}, added = {} } }, Router)
  router._root = router
  router._missing = function(req) return missing(router, req) end
  return router
end

return http
