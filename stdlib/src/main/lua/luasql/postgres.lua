-- `require "luasql.postgres"`, over socketley.db.

local shim = ...

local function encoded(text)
  return (tostring(text):gsub("[^%w._~-]", function(c) return ("%%%02X"):format(c:byte()) end))
end

return shim("postgres", function(name, user, password, host, port)
  local login = user and encoded(user) .. (password and ":" .. encoded(password) or "") .. "@" or ""
  return "postgres://" .. login .. (host or "localhost") .. (port and ":" .. port or "") .. "/"
    .. encoded(name)
end)
