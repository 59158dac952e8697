-- Servers that do not speak lines, and one that also takes arrays of Redis clients.
local function echo(id, message)
  self.send(id, message)
  return true
end

socketley.server("sized", { ephemeral = true, framing = "length32", message_bytes_max = 64,
  on_client_message = echo })
socketley.server("raw", { ephemeral = true, framing = "raw", on_client_message = echo })
socketley.server("lines", { ephemeral = true, on_client_message = echo })
