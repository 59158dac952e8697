-- Checks for hooks that admit peers.

local _, check = ...

---@class socketley.auth
local auth = {}

local JWT = { HS256 = "sha256", HS384 = "sha384", HS512 = "sha512" }
local JWT_OPTIONS = { algorithm = "string", leeway_s = "integer" }

---The Authorization header of whatever a hook is given.
local function authorization(from)
  if type(from) ~= "table" then return from end
  local headers = type(from.headers) == "table" and from.headers or from
  for name, value in pairs(headers) do
    if type(name) == "string" and name:lower() == "authorization" then return value end
  end
end

---The token of an Authorization of that scheme, or nil.
local function token(from)
  local value = authorization(from)
  if type(value) ~= "string" then return nil end
  local scheme, word = value:match("^%s*(%a+)%s+(%S+)%s*$")
  return scheme and scheme:lower() == "bearer" and word or nil
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
  local word = token(from)
  return word ~= nil and socketley.crypto.equal(word, secret)
end

---A table that stands in a part of a token, or nil.
local function part(text)
  local json = socketley.crypto.decode(text, "base64url")
  local value = json and socketley.json.decode(json)
  return type(value) == "table" and value or nil
end

---Why claims do not hold at this time, or nil.
local function untimely(claims, leeway_s)
  local now = os.time()
  for _, name in ipairs({ "exp", "nbf" }) do
    if claims[name] ~= nil and type(claims[name]) ~= "number" then
      return "'" .. name .. "' is no number"
    end
  end
  if claims.exp and now >= claims.exp + leeway_s then return "the token has expired" end
  if claims.nbf and now < claims.nbf - leeway_s then return "the token is not valid yet" end
end

local function refused(why) return nil, why, "EINVAL" end

---Verifies a JSON Web Token that was signed with a shared secret, and that it is valid now (`exp`,
---`nbf`). Only the given algorithm is accepted, whatever the token's own header says.
---
---```lua
---local signed = socketley.auth.jwt_sign({ sub = "ann", exp = os.time() + 60 }, "s3cret")
---assert(socketley.auth.jwt("Bearer " .. signed, "s3cret").sub == "ann")
---local claims, why = socketley.auth.jwt(signed, "another")
---assert(claims == nil and why == "the token's signature is wrong")
---```
---@param from table|string? a request, its headers, the header's value, or the token alone
---@param secret string not empty
---@param options? { algorithm?: string, leeway_s?: integer } `HS256` or another; what clocks may differ
---@return table? claims
---@return string? err why not
---@return socketley.ErrorCode? code `EINVAL`
function auth.jwt(from, secret, options)
  check.string("jwt", 2, secret)
  if secret == "" then check.fail("jwt", 2, "a secret that is not empty expected") end
  check.options("jwt", 3, options, JWT_OPTIONS)
  local algorithm = options and options.algorithm or "HS256"
  if not JWT[algorithm] then check.fail("jwt", 3, "algorithm: HS256, HS384 or HS512 expected") end
  local word = token(from) or type(from) == "string" and from
  if not word then return refused("there is no token") end
  local signed, signature = word:match("^([%w_-]+%.[%w_-]+)%.([%w_-]+)$")
  local header = signed and part(signed:match("^[^.]+"))
  if not header then return refused("it is no token") end
  if header.alg ~= algorithm then return refused("the token is not signed with " .. algorithm) end
  local expected = socketley.crypto.hmac(JWT[algorithm], secret, signed, "base64url")
  if not socketley.crypto.equal(expected, signature) then
    return refused("the token's signature is wrong")
  end
  local claims = part(signed:match("[^.]+$"))
  local why = claims and untimely(claims, options and options.leeway_s or 0)
  if not claims or why then return refused(why or "it is no token") end
  return claims
end

---Makes a JSON Web Token of claims, signed with a shared secret.
---
---```lua
---local token = socketley.auth.jwt_sign({ sub = "ann", exp = os.time() + 3600 }, "s3cret")
---```
---@param claims table what JSON can hold
---@param secret string not empty
---@param algorithm? string `HS256`, as without one, `HS384` or `HS512`
---@return string token
function auth.jwt_sign(claims, secret, algorithm)
  check.table("jwt_sign", 1, claims)
  check.string("jwt_sign", 2, secret)
  if secret == "" then check.fail("jwt_sign", 2, "a secret that is not empty expected") end
  algorithm = algorithm or "HS256"
  if not JWT[algorithm] then check.fail("jwt_sign", 3, "HS256, HS384 or HS512 expected") end
  local encode = socketley.crypto.encode
  local signed = encode(('{"alg":"%s","typ":"JWT"}'):format(algorithm), "base64url") .. "."
    .. encode(socketley.json.encode(claims), "base64url")
  return signed .. "." .. socketley.crypto.hmac(JWT[algorithm], secret, signed, "base64url")
end

return { auth = check.namespace("socketley.auth", auth) }
