-- Joins each connection to one backend.
socketley.server("behind", {
  port = 0,
  ephemeral = true,
  on_client_message = function(id, message)
    self.send(id, message:upper())
    return true
  end,
})
socketley.proxy("joined", {
  port = 0, ephemeral = true, protocol = "tcp", backends = { "behind" },
})
