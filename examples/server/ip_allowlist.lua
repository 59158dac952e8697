-- Only addresses of a list are served; the others are closed before a byte of theirs is read.
-- Run:     ./socketley --lua examples/server/ip_allowlist.lua
-- Try:     nc 127.0.0.1 7013 talks; nc 127.0.0.2 7013 -s 127.0.0.2 is closed at once
-- Prints:  a line for each address that is turned away

local ALLOWED = { "127.0.0.1/32", "::1", "10.0.0.0/8", "192.168.0.0/16" }

local function number(ip)
  local a, b, c, d = ip:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  return a and ((a * 256 + b) * 256 + c) * 256 + d
end

local function is_in(ip, range)
  local network, bits = range:match("^([%d.]+)/(%d+)$")
  if not network then return ip == range end
  local address = number(ip)
  local size = 2 ^ (32 - bits)
  return address ~= nil and math.floor(address / size) == math.floor(number(network) / size)
end

socketley.server("inside", {
  port = 7013,
  on_auth = function(id)
    local ip = self.peer_ip(id)
    for _, range in ipairs(ALLOWED) do
      if is_in(ip, range) then return true end
    end
    print(ip .. " was turned away")
    return false
  end,
})
