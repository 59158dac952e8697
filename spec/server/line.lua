-- Answers each line with its length and itself; HTTP on the same port only witnesses.
socketley.server("lines", {
  port = 0,
  ephemeral = true,
  on_client_message = function(id, message)
    if message == "bye" then
      self.send(id, "goodbye")
      self.disconnect(id)
    else
      self.send(id, #message .. " " .. message)
    end
    return true
  end,
  on_http_request = function() return "seen" end,
})
