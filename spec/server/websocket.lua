-- Sends every WebSocket message back.
socketley.server("ws", {
  port = 0,
  ephemeral = true,
  on_client_message = function(id, message)
    self.send(id, message)
    return true
  end,
})
