-- Hashes, HMAC, encodings of bytes as text, random bytes.
-- Natives: CryptoNatives.java.

local native, check = ...

---@class socketley.crypto
local crypto = {}

local ALGORITHMS = { md5 = true, sha1 = true, sha256 = true, sha384 = true, sha512 = true }
local FORMS = { hex = true, base64 = true, base64url = true }
local RANDOM_MAX = 1048576

---A word among those that are known, sorted for the message.
local function among(known)
  local words = {}
  for word in pairs(known) do words[#words + 1] = word end
  table.sort(words)
  return table.concat(words, ", ")
end

local ONE_ALGORITHM = "one of " .. among(ALGORITHMS) .. " expected"
local ONE_FORM = "one of " .. among(FORMS) .. " expected"

local function shown(bytes, form)
  return form == "raw" and bytes or native.encode(bytes, form or "hex")
end

---Hashes a text.
---
---```lua
---assert(socketley.crypto.hash("sha1", "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
---```
---@param algorithm string `md5`, `sha1`, `sha256`, `sha384` or `sha512`
---@param text string
---@param form? string `hex`, as without one, `base64`, `base64url` or `raw`
---@return string hash
function crypto.hash(algorithm, text, form)
  if not ALGORITHMS[algorithm] then check.fail("hash", 1, ONE_ALGORITHM) end
  check.string("hash", 2, text)
  if form and form ~= "raw" and not FORMS[form] then check.fail("hash", 3, ONE_FORM) end
  return shown(native.hash(algorithm, text), form)
end

---Signs a text with a secret key (HMAC); compare signatures with `equal`.
---
---```lua
---local signature = socketley.crypto.hmac("sha256", "key", "text", "base64url")
---assert(#signature == 43)
---```
---@param algorithm string as for `hash`
---@param key string
---@param text string
---@param form? string as for `hash`
---@return string signature
function crypto.hmac(algorithm, key, text, form)
  if not ALGORITHMS[algorithm] then check.fail("hmac", 1, ONE_ALGORITHM) end
  check.string("hmac", 2, key)
  check.string("hmac", 3, text)
  if form and form ~= "raw" and not FORMS[form] then check.fail("hmac", 4, ONE_FORM) end
  return shown(native.hmac(algorithm, key, text), form)
end

---Random bytes from a cryptographic generator, for tokens and keys.
---
---```lua
---assert(#socketley.crypto.random(16) == 32)
---```
---@param count integer how many bytes, up to 1048576
---@param form? string as for `hash`
---@return string random
function crypto.random(count, form)
  check.integer("random", 1, count, 1)
  if count > RANDOM_MAX then check.fail("random", 1, "at most " .. RANDOM_MAX .. " bytes") end
  if form and form ~= "raw" and not FORMS[form] then check.fail("random", 2, ONE_FORM) end
  return shown(native.random(count), form)
end

---Encodes bytes as text.
---
---```lua
---assert(socketley.crypto.encode("\255\254", "base64") == "//4=")
---```
---@param bytes string
---@param form string `hex`, `base64`, or `base64url`, which has no `=` at its end
---@return string text
function crypto.encode(bytes, form)
  check.string("encode", 1, bytes)
  if not FORMS[form] then check.fail("encode", 2, ONE_FORM) end
  return native.encode(bytes, form)
end

---Decodes what `encode` made.
---
---```lua
---assert(socketley.crypto.decode("__4", "base64url") == "\255\254")
---local nothing, err, code = socketley.crypto.decode("xyz", "hex")
---assert(nothing == nil and code == "EINVAL")
---```
---@param text string
---@param form string as for `encode`
---@return string? bytes
---@return string? err
---@return socketley.ErrorCode? code `EINVAL`
function crypto.decode(text, form)
  check.string("decode", 1, text)
  if not FORMS[form] then check.fail("decode", 2, ONE_FORM) end
  return native.decode(text, form)
end

---Compares two strings in constant time, so that response times do not give a secret away.
---
---```lua
---assert(socketley.crypto.equal("a", "a") and not socketley.crypto.equal("a", "b"))
---```
---@param one string
---@param other string
---@return boolean equal
function crypto.equal(one, other)
  check.string("equal", 1, one)
  check.string("equal", 2, other)
  return native.equal(one, other)
end

return { crypto = check.namespace("socketley.crypto", crypto) }
