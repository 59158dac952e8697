-- Requests and responses of on_http_request: bodies in pieces, responses in pieces, events, queries,
-- forms, cookies. The functions are in socketley.http.
-- Natives: HttpExchangeNatives.java.

local native, check = ...

---@class socketley.http_request
local http = {}

local PIECE_BYTES = 65536
local WHOLE_BYTES_MAX = 1024 * 1024
local COOKIE = { path = "string", domain = "string", max_age = "number", expires = "string",
  http_only = "boolean", secure = "boolean", same_site = "string" }
local RESPOND = { status = "integer", headers = "table" }
local EVENTS = { headers = "table", retry_ms = "integer" }
local EVENT = { data = true, event = true, id = true, retry_ms = true }

---Names and values one after the other; a list gives a field for each of its values.
local function flat(headers)
  local out = {}
  for name, value in pairs(headers or {}) do
    for _, each in ipairs(type(value) == "table" and value or { value }) do
      out[#out + 1] = tostring(name)
      out[#out + 1] = tostring(each)
    end
  end
  return unpack(out)
end

-- ---- a response in pieces ---------------------------------------------------------------------

---A response that is written in pieces. It ends with the hook, unless the hook returns it.
---@class socketley.ResponseWriter
local Response = {}
Response.__index = Response
Response.__name = "socketley.ResponseWriter"

---Sends a piece, and waits while the client does not read.
---
---```lua
---local function on_http_request(req)
---  local res = req:respond()
---  for i = 1, 3 do res:write(i .. "\n") end
---end
---```
---@param piece string
---@return true? sent nil when the client is gone
---@return string? err
---@return socketley.ErrorCode? code
function Response:write(piece)
  check.string("write", 1, piece)
  return native.write(self._exchange, piece)
end

---Ends the response; trailers are fields that follow a chunked body.
---
---```lua
---local function on_http_request(req)
---  req:respond():close({ ["X-Checksum"] = "1a2b" })
---end
---```
---@param trailers? table<string, string>
---@return boolean ended false when it had ended before
function Response:close(trailers)
  check.optional_table("close", 1, trailers)
  return native.finish(self._exchange, flat(trailers))
end

---Whether the client can still be written to.
---
---```lua
---local function on_http_request(req)
---  local res = req:respond()
---  while res:is_open() do res:write("x"); socketley.sleep(1000) end
---end
---```
---@return boolean open
function Response:is_open()
  return native.is_open(self._exchange)
end

-- ---- events -----------------------------------------------------------------------------------

---Server-Sent Events to one browser. They end with the hook, unless the hook returns them.
---@class socketley.Events
---@field last_id? string the id of the last event that this browser has seen before
local Events = {}
Events.__index = Events
Events.__name = "socketley.Events"

local function lines(name, text)
  return name .. ": " .. tostring(text):gsub("\r\n?", "\n"):gsub("\n", "\n" .. name .. ": ") .. "\n"
end

local function one_line(text)
  return (tostring(text):gsub("[\r\n%z]", " "))
end

local function event_text(event)
  if type(event) ~= "table" then return lines("data", event) end
  for key in pairs(event) do
    if not EVENT[key] then return nil, check.unknown("event", key, EVENT) end
  end
  local out = {}
  if event.event then out[#out + 1] = "event: " .. one_line(event.event) .. "\n" end
  if event.id then out[#out + 1] = "id: " .. one_line(event.id) .. "\n" end
  if event.retry_ms then out[#out + 1] = ("retry: %d\n"):format(event.retry_ms) end
  local data = event.data
  if type(data) == "table" then data = socketley.json.encode(data) end
  if data ~= nil then out[#out + 1] = lines("data", data) end
  return table.concat(out)
end

---Sends one event: its data, or a table of data, event (its name), id and retry_ms. A table as data
---is sent as JSON.
---
---```lua
---local function on_http_request(req)
---  local events = req:events()
---  for i = 1, 3 do events:send({ event = "tick", id = i, data = { n = i } }) end
---end
---```
---@param event string|number|table
---@return true? sent nil when the browser is gone
---@return string? err
---@return socketley.ErrorCode? code
function Events:send(event)
  if event == nil then check.string("send", 1, event) end
  local text, unknown = event_text(event)
  if not text then check.fail("send", 1, unknown) end
  return native.write(self._exchange, text .. "\n")
end

---Sends a line that browsers ignore, to keep proxies in between from closing the connection.
---
---```lua
---local function on_http_request(req)
---  local events = req:events()
---  while events:comment("still here") do socketley.sleep(15000) end
---end
---```
---@param text? string
---@return true? sent
---@return string? err
---@return socketley.ErrorCode? code
function Events:comment(text)
  return native.write(self._exchange, ": " .. one_line(text or "") .. "\n\n")
end

Events.close = Response.close
Events.is_open = Response.is_open

-- ---- a request --------------------------------------------------------------------------------

---@class socketley.Request
---@field method string `GET`
---@field path string without the query, percent signs as sent
---@field query string behind the question mark, or empty
---@field version string `HTTP/1.1`
---@field headers table<string, string> as sent; any spelling of a name finds its field
---@field body? string nil when the body is to be read in pieces
---@field client_id socketley.ClientId
---@field params? table<string, string> what a router found in the path
local Request = {}

---Waits for the next piece of the body. A body that arrived whole is one piece, or several if it is
---longer than `bytes_max`.
---
---```lua
---local function on_http_request(req)
---  local bytes, piece = 0, req:read()
---  while piece do bytes, piece = bytes + #piece, req:read() end
---  return bytes .. " bytes"
---end
---```
---@param bytes_max? integer longest piece, 65536
---@return string? piece nil at the end, and when the body broke off
---@return string? err
---@return socketley.ErrorCode? code
function Request:read(bytes_max)
  if bytes_max then check.integer("read", 1, bytes_max, 1) end
  return native.read(self._exchange, bytes_max or PIECE_BYTES)
end

---Iterates over the pieces of the body; raises if the body breaks off.
---
---```lua
---local function on_http_request(req)
---  local bytes = 0
---  for piece in req:chunks() do bytes = bytes + #piece end
---  return bytes .. " bytes"
---end
---```
---@param bytes_max? integer longest piece, 65536
---@return fun(): string? next
function Request:chunks(bytes_max)
  if bytes_max then check.integer("chunks", 1, bytes_max, 1) end
  return function()
    local piece, err = native.read(self._exchange, bytes_max or PIECE_BYTES)
    if err then error(err, 2) end
    return piece
  end
end

---The whole body, however it arrives.
---
---```lua
---local function on_http_request(req) return req:read_all(100) end
---```
---@param bytes_max? integer longest body, 1 MiB
---@return string? body
---@return string? err
---@return socketley.ErrorCode? code
function Request:read_all(bytes_max)
  if bytes_max then check.integer("read_all", 1, bytes_max, 1) end
  local most = bytes_max or WHOLE_BYTES_MAX
  local body, out, bytes = self.body, {}, 0
  while not body do
    local piece, err, code = native.read(self._exchange, PIECE_BYTES)
    if err then return nil, err, code end
    if not piece then body = table.concat(out) end
    out[#out + 1] = piece
    bytes = bytes + #(piece or "")
    if bytes > most then break end
  end
  if not body or #body > most then
    return nil, ("body exceeds bytes_max=%d"):format(most), "ELIMIT"
  end
  return body
end

---The body as JSON.
---
---```lua
---local function on_http_request(req)
---  local value, err = req:json()
---  return value and "yes" or { status = 400, body = err }
---end
---```
---@return any value nil for JSON's null too
---@return string? err
---@return socketley.ErrorCode? code
function Request:json()
  local body, err, code = self:read_all()
  if not body then return nil, err, code end
  return socketley.json.decode(body)
end

---The fields of a form sent as `application/x-www-form-urlencoded`.
---
---```lua
---local function on_http_request(req) return "hello " .. (req:form().name or "you") end
---```
---@return table<string, string>? first the first value of each name
---@return table<string, string[]>|string all every value of each name, or why there are none
---@return socketley.ErrorCode? code
function Request:form()
  local body, err, code = self:read_all()
  if not body then return nil, err, code end
  return native.query(body)
end

---The parameters of the query.
---
---```lua
---local function on_http_request(req) return "page " .. (req:args().page or "1") end
---```
---@return table<string, string> first the first value of each name
---@return table<string, string[]> all every value of each name
function Request:args()
  return native.query(self.query)
end

---The cookies that the client sent.
---
---```lua
---local function on_http_request(req) return req:cookies().theme or "none" end
---```
---@return table<string, string> values
function Request:cookies()
  return native.cookies(self.headers.cookie)
end

---Fields that followed a chunked body, once all of it has been read; names in lower case.
---
---```lua
---local function on_http_request(req)
---  for _ in req:chunks() do end
---  return req:trailers()["x-checksum"] or "none"
---end
---```
---@return table<string, string> trailers
function Request:trailers()
  return native.trailers(self._exchange)
end

---Reads an upload of `multipart/form-data`, as socketley.http.parts does.
---
---```lua
---local function on_http_request(req)
---  local parts, err = req:parts()
---  if not parts then return { status = 415, body = err } end
---  for part in parts do part:save("upload.bin") end
---end
---```
---@return (fun(): socketley.Part?)? next nil when the request is no upload
---@return string? err
---@return socketley.ErrorCode? code
function Request:parts()
  return socketley.http.parts(self)
end

---A client that is gone shows at the first write; a second response is the script's mistake.
local function begin(request, status, headers)
  if native.begin(request._exchange, status, flat(headers)) == nil then
    error("the request has been answered already", 3)
  end
  request._begun = true
end

---Begins a response whose body is written in pieces. With a Content-Length the body must have
---that length; without one it is sent in chunks.
---
---```lua
---local function on_http_request(req)
---  local res = req:respond({ headers = { ["Content-Type"] = "text/csv" } })
---  for i = 1, 1000 do res:write(i .. "\n") end
---end
---```
---@param options? { status?: integer, headers?: table<string, string|string[]> } 200; in on_http_error the error
---@return socketley.ResponseWriter response
function Request:respond(options)
  check.options("respond", 1, options, RESPOND)
  options = options or {}
  begin(self, options.status, options.headers)
  return setmetatable({ _exchange = self._exchange }, Response)
end

---Begins Server-Sent Events. They end when the browser goes away.
---
---```lua
---local listeners = {}
---local function on_http_request(req)
---  local events = req:events({ retry_ms = 1000 })
---  listeners[#listeners + 1] = events
---  return events -- it stays open
---end
---```
---@param options? { headers?: table<string, string>, retry_ms?: integer }
---@return socketley.Events events
function Request:events(options)
  check.options("events", 1, options, EVENTS)
  options = options or {}
  local headers = { ["Content-Type"] = "text/event-stream", ["Cache-Control"] = "no-cache" }
  for name, value in pairs(options.headers or {}) do headers[name] = value end
  native.end_with_peer(self._exchange)
  local events = setmetatable({ _exchange = self._exchange,
    last_id = self.headers["last-event-id"] }, Events)
  begin(self, 200, headers)
  if options.retry_ms then
    native.write(self._exchange, ("retry: %d\n\n"):format(options.retry_ms))
  end
  return events
end

native.methods({ __index = Request, __name = "socketley.Request", __metatable = false })

-- ---- helpers ----------------------------------------------------------------------------------

---Splits a query or a form into names and values and decodes them; the first 1000 only.
---
---```lua
---local first, all = socketley.http.parse_query("a=1&a=2&b=x+y")
---assert(first.a == "1" and all.a[2] == "2" and first.b == "x y")
---```
---@param text string
---@return table<string, string> first the first value of each name
---@return table<string, string[]> all every value of each name
function http.parse_query(text)
  check.string("parse_query", 1, text)
  return native.query(text)
end

---Percent-encodes text for use in a URL.
---
---```lua
---assert(socketley.http.escape("a b/c") == "a%20b%2Fc")
---```
---@param text string
---@return string escaped
function http.escape(text)
  check.string("escape", 1, text)
  return native.encode(text)
end

---Decodes percent-encoded text.
---
---```lua
---assert(socketley.http.unescape("a%20b") == "a b")
---```
---@param text string
---@return string unescaped
function http.unescape(text)
  check.string("unescape", 1, text)
  return native.decode(text)
end

---The value of a Set-Cookie field. By default a cookie is for the whole site (Path=/), hidden from
---scripts (HttpOnly) and sent from other sites only by links (SameSite=Lax).
---
---```lua
---local value = socketley.http.cookie("id", "abc", { max_age = 3600 })
---assert(value == "id=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax")
---```
---@param name string
---@param value string
---@param options? { path?: string, domain?: string, max_age?: integer, expires?: string, http_only?: boolean, secure?: boolean, same_site?: "Strict"|"Lax"|"None" }
---@return string field
function http.cookie(name, value, options)
  check.string("cookie", 1, name)
  check.string("cookie", 2, value)
  check.options("cookie", 3, options, COOKIE)
  local o = options or {}
  if not name:find("^[%w!#$%%&'*+.^_`|~-]+$") then
    check.fail("cookie", 1, "name of letters, digits and !#$%&'*+-.^_`|~ expected")
  end
  if tostring(value):find('[^%w!#-+./:<-@%[%]^_`{|}~-]') then
    check.fail("cookie", 2, "a value without blanks, quotes, commas, semicolons and backslashes "
      .. "expected, as socketley.http.escape makes it")
  end
  for _, key in ipairs { "path", "domain", "expires", "same_site" } do
    if o[key] and o[key]:find("[;%c]") then
      check.fail("cookie", 3, key .. " contains a semicolon or a control character")
    end
  end
  return name .. "=" .. value
    .. (o.max_age and ("; Max-Age=%d"):format(o.max_age) or "")
    .. (o.expires and "; Expires=" .. o.expires or "")
    .. (o.domain and "; Domain=" .. o.domain or "")
    .. "; Path=" .. (o.path or "/")
    .. (o.secure and "; Secure" or "")
    .. (o.http_only ~= false and "; HttpOnly" or "")
    .. "; SameSite=" .. (o.same_site or "Lax")
end

---A JSON response.
---
---```lua
---local function on_http_request(req) return socketley.http.json({ path = req.path }) end
---```
---@param value any what JSON can hold
---@param status? integer 200
---@return table response
function http.json(value, status)
  if status then check.integer("json", 2, status, 200) end
  local body, err = socketley.json.encode(value)
  if not body then check.fail("json", 1, err) end
  return { status = status, headers = { ["Content-Type"] = "application/json" }, body = body }
end

---An HTML response.
---
---```lua
---local function on_http_request(req) return socketley.http.html("<h1>hello</h1>") end
---```
---@param text string
---@param status? integer 200
---@return table response
function http.html(text, status)
  check.string("html", 1, text)
  if status then check.integer("html", 2, status, 200) end
  return { status = status, headers = { ["Content-Type"] = "text/html; charset=utf-8" },
    body = text }
end

---A response that redirects the client.
---
---```lua
---local function on_http_request(req) return socketley.http.redirect("/login", 303) end
---```
---@param location string
---@param status? integer 302
---@return table response
function http.redirect(location, status)
  check.string("redirect", 1, location)
  if status then check.integer("redirect", 2, status, 300) end
  return { status = status or 302, headers = { Location = location }, body = "" }
end

return http
