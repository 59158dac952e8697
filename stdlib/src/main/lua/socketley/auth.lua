-- Checks for hooks that admit peers.
-- Natives: AuthNatives.java.

local native, check = ...

---@class socketley.auth
local auth = {}

---The Authorization header of whatever a hook is given.
local function authorization(from)
  if type(from) ~= "table" then return from end
  local headers = type(from.headers) == "table" and from.headers or from
  for name, value in pairs(headers) do
    if type(name) == "string" and name:lower() == "authorization" then return value end
  end
end

---Whether a request carries `Authorization: Bearer <secret>`. The comparison takes the same time
---wherever the tokens differ.
---
---```lua
---assert(socketley.auth.bearer({ authorization = "Bearer s3cret" }, "s3cret"))
---assert(not socketley.auth.bearer("Bearer guess", "s3cret"))
---```
---@param from table|string? a request, its headers, or the header's value; nil is refused
---@param secret string not empty
---@return boolean allowed
function auth.bearer(from, secret)
  check.string("bearer", 2, secret)
  if secret == "" then check.fail("bearer", 2, "a secret that is not empty expected") end
  local value = authorization(from)
  if type(value) ~= "string" then return false end
  local scheme, token = value:match("^%s*(%a+)%s+(%S+)%s*$")
  return scheme ~= nil and scheme:lower() == "bearer" and native.equal(token, secret)
end

return { auth = check.namespace("socketley.auth", auth) }
