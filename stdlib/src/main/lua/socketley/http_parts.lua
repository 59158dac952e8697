-- Uploads of forms, part by part, with no more than a piece of them in memory.
-- Natives: HttpPartNatives.java.

local native, check = ...

---@class socketley.http_parts
local http = {}

local WHOLE_BYTES_MAX = 1024 * 1024
local READ = "the part has been read already"

---One field or file of an upload.
---@class socketley.Part
---@field name? string of the form's field
---@field filename? string what the client calls the file, without directories
---@field headers table<string, string> names in lower case
local Part = {}
Part.__index = Part
Part.__name = "socketley.Part"

---The next step of the upload that is not for want of bytes.
local function step(upload)
  while true do
    local word, value, code = native.step(upload.decoder)
    if not word then return nil, value, code end
    if word ~= "more" then return word, value end
    local piece, err, why = upload.request:read()
    if err then return nil, err, why end
    if not piece then return nil, "the body ends in the middle of a part", "EINVAL" end
    native.feed(upload.decoder, piece)
  end
end

---Waits for the next piece of the part.
---
---```lua
---local function on_http_request(req)
---  local bytes = 0
---  for part in req:parts() do
---    for piece in part.read, part do bytes = bytes + #piece end
---  end
---  return bytes .. " bytes"
---end
---```
---@return string? piece nil at the end of the part
---@return string? err
---@return socketley.ErrorCode? code
function Part:read()
  if self._done then return nil end
  local word, value, code = step(self._upload)
  if word == "data" then return value end
  self._done = true
  if not word then return nil, value, code end
  return nil
end

---The whole part.
---
---```lua
---local function on_http_request(req)
---  local fields = {}
---  for part in req:parts() do fields[part.name] = part:read_all(1000) end
---  return socketley.http.json(fields)
---end
---```
---@param bytes_max? integer longest part, 1 MiB
---@return string? content
---@return string? err
---@return socketley.ErrorCode? code
function Part:read_all(bytes_max)
  if bytes_max then check.integer("read_all", 1, bytes_max, 0) end
  if self._done then return nil, READ, "ESTATE" end
  local most, out, bytes = bytes_max or WHOLE_BYTES_MAX, {}, 0
  while true do
    local piece, err, code = self:read()
    if err then return nil, err, code end
    if not piece then return table.concat(out) end
    out[#out + 1] = piece
    bytes = bytes + #piece
    if bytes > most then return nil, ("part exceeds bytes_max=%d"):format(most), "ELIMIT" end
  end
end

---Writes the part to a file, which gets its name once it is complete. A relative path is beside the
---script. Do not use the client's `filename` as a path.
---
---```lua
---local function on_http_request(req)
---  for part in req:parts() do
---    if part.filename then part:save("uploads/" .. req.client_id .. ".bin") end
---  end
---end
---```
---@param path string
---@return integer? bytes
---@return string? err
---@return socketley.ErrorCode? code
function Part:save(path)
  check.string("save", 1, path)
  if self._done then return nil, READ, "ESTATE" end
  local file, failed, why = native.create(path)
  if not file then return nil, failed, why end
  local bytes = 0
  while true do
    local piece, err, code = self:read()
    if piece then
      local ok
      bytes = bytes + #piece
      ok, err, code = native.append(file, piece)
    end
    if err then
      native.finish(file, false)
      return nil, err, code
    end
    if not piece then break end
  end
  local ok, err, code = native.finish(file, true)
  if not ok then return nil, err, code end
  return bytes
end

---Iterates over the parts of a `multipart/form-data` upload; unread rests of a part are skipped.
---Raises in the loop if the upload breaks off or is malformed.
---
---```lua
---local function on_http_request(req)
---  local parts, err = socketley.http.parts(req)
---  if not parts then return { status = 415, body = err } end
---  local names = {}
---  for part in parts do names[#names + 1] = part.filename or part.name end
---  return table.concat(names, " ")
---end
---```
---@param request socketley.Request
---@return (fun(): socketley.Part?)? next nil when the request is no upload
---@return string? err
---@return socketley.ErrorCode? code
function http.parts(request)
  check.table("parts", 1, request)
  local decoder = native.decoder(request.headers["content-type"] or "")
  if not decoder then return nil, "the request's content-type is not multipart", "EINVAL" end
  local upload, last = { request = request, decoder = decoder }, nil
  return function()
    while last and not last._done do
      local _, err = last:read()
      if err then error(err, 2) end
    end
    local word, value = step(upload)
    if not word then error(value, 2) end
    if word == "end" then return nil end
    last = setmetatable(value, Part)
    last._upload = upload
    last.filename = value.filename and value.filename:match("[^/\\]*$")
    return last
  end
end

return http
