-- Requests to other servers. They wait without blocking the loop.
-- Natives: HttpNatives.java.

local native, check = ...

---@class socketley.http
local http = {}

local OPTIONS = {
  url = "string", method = "string", body = "string", headers = "table", timeout_ms = "integer",
  body_bytes_max = "integer", redirects = "boolean", ca_file = "string", insecure = "boolean",
}
local TIMEOUT_MS = 5000
local BODY_BYTES_MAX = 16 * 1024 * 1024
local FRAMING = { ["content-length"] = true, ["transfer-encoding"] = true, connection = true,
  upgrade = true, expect = true }

local function failed(message, code)
  return { ok = false, status = 0, body = "", headers = {}, error = message, code = code }
end

---Names and values one after the other; nil and why when one of them is not allowed.
local function flat(headers)
  local out = {}
  for name, value in pairs(headers or {}) do
    value = tostring(value)
    if type(name) ~= "string" or not name:find("^[%w!#$%%&'*+.^_`|~-]+$") then
      return nil, ("header name '%s' has characters that are not allowed"):format(tostring(name))
    end
    if value:find("[%z\r\n]") then
      return nil, ("value of header '%s' contains a line break"):format(name)
    end
    if FRAMING[name:lower()] then
      return nil, ("header '%s' is set by the client itself"):format(name:lower())
    end
    out[#out + 1] = name
    out[#out + 1] = value
  end
  return out
end

local function response(status, body, ...)
  if not status then return failed(body, (...)) end
  local headers = {}
  for i = 1, select("#", ...), 2 do
    local name, value = select(i, ...)
    headers[name] = value
  end
  return { ok = status >= 200 and status < 300, status = status, body = body, headers = headers }
end

---Sends what the checked options say.
local function send(o)
  if not o.url or o.url == "" then return failed("url required", "EINVAL") end
  local scheme = o.url:match("^(%a[%w+.-]*)://")
  if not scheme or (scheme:lower() ~= "http" and scheme:lower() ~= "https") then
    return failed("unsupported scheme (use http:// or https://)", "EINVAL")
  end
  local method = (o.method or "GET"):upper()
  if not method:find("^[%w!#$%%&'*+.^_`|~-]+$") then
    return failed(("method '%s' is not a word"):format(method), "EINVAL")
  end
  local headers, why = flat(o.headers)
  if not headers then return failed(why, "EINVAL") end
  return response(native.request(method, o.url, o.body, o.timeout_ms or TIMEOUT_MS,
    o.body_bytes_max or BODY_BYTES_MAX, o.ca_file, o.insecure == true, o.redirects ~= false,
    unpack(headers)))
end

---Makes `http.get` and the like: the same request under a fixed method.
local function with(method, url, body, options)
  local o = {}
  for key, value in pairs(options or {}) do o[key] = value end
  o.method, o.url, o.body = method, tostring(url), body
  return send(o)
end

---Sends a request and waits for the response. `socketley.http(…)` is the same.
---
---```lua
---local r = socketley.http.request { url = "ftp://example.org/" }
---assert(not r.ok and r.error == "unsupported scheme (use http:// or https://)")
---```
---@param options socketley.HttpOptions|string a URL is short for `{ url = … }`
---@return socketley.HttpResponse response `ok` is false, and `error` says why, when none came
function http.request(options)
  if type(options) == "string" then options = { url = options } end
  check.table("http", 1, options)
  check.options("http", 1, options, OPTIONS)
  return (send(options))
end

---Sends GET.
---
---```lua
---local r = socketley.http.get("http://127.0.0.1:1/", { timeout_ms = 1000 })
---assert(r.ok == false and r.code == "ECONNECT")
---```
---@param url string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.get(url, options)
  check.string("get", 1, url)
  check.options("get", 2, options, OPTIONS)
  return (with("GET", url, nil, options))
end

---Sends HEAD: a response without a body.
---
---```lua
---local r = socketley.http.head("http://127.0.0.1:1/")
---```
---@param url string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.head(url, options)
  check.string("head", 1, url)
  check.options("head", 2, options, OPTIONS)
  return (with("HEAD", url, nil, options))
end

---Sends POST with a body.
---
---```lua
---local r = socketley.http.post("http://127.0.0.1:1/", '{"a":1}',
---  { headers = { ["content-type"] = "application/json" } })
---```
---@param url string
---@param body? string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.post(url, body, options)
  check.string("post", 1, url)
  check.options("post", 3, options, OPTIONS)
  return (with("POST", url, body, options))
end

---Sends PUT with a body.
---
---```lua
---local r = socketley.http.put("http://127.0.0.1:1/thing", "text")
---```
---@param url string
---@param body? string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.put(url, body, options)
  check.string("put", 1, url)
  check.options("put", 3, options, OPTIONS)
  return (with("PUT", url, body, options))
end

---Sends PATCH with a body.
---
---```lua
---local r = socketley.http.patch("http://127.0.0.1:1/thing", "text")
---```
---@param url string
---@param body? string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.patch(url, body, options)
  check.string("patch", 1, url)
  check.options("patch", 3, options, OPTIONS)
  return (with("PATCH", url, body, options))
end

---Sends DELETE.
---
---```lua
---local r = socketley.http.delete("http://127.0.0.1:1/thing")
---```
---@param url string
---@param options? socketley.HttpOptions
---@return socketley.HttpResponse response
function http.delete(url, options)
  check.string("delete", 1, url)
  check.options("delete", 2, options, OPTIONS)
  return (with("DELETE", url, nil, options))
end

---socketley.http(url), socketley.http(options)
http.__call = function(_, options)
  if type(options) == "string" then options = { url = options } end
  check.table("http", 1, options)
  check.options("http", 1, options, OPTIONS)
  return (send(options))
end

return http
