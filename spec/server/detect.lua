-- Tells what it was spoken to in: lines come back, requests get their method and path.
socketley.server("any", {
  port = 0,
  ephemeral = true,
  detect_ms_max = "20s",
  on_client_message = function(id, message)
    self.send(id, "chat " .. message)
    return true
  end,
  on_http_request = function(request)
    return { headers = { ["X-Said"] = request.method .. " " .. request.path } }
  end,
})
