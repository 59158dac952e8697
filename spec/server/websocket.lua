-- Sends every WebSocket message back as it came.
socketley.server("ws", {
  port = 0,
  ephemeral = true,
  ws_protocols = { "v2", "v1" },
  on_client_message = function(id, message, is_binary)
    self.send(id, message, is_binary)
    return true
  end,
})

-- Says what it was asked with, and what it knows of that later.
socketley.server("asked", {
  port = 0,
  ephemeral = true,
  on_websocket = function(id, headers, request)
    local ok, why = pcall(request.respond, request)
    self.send(id, ("%s %s %s %s"):format(request.method, request.path, request.query, request.version))
    self.send(id, ("%s %s %s %s"):format(headers["x-api-key"], headers["X-API-KEY"], headers.Host,
      tostring(headers.origin)))
    self.send(id, ("%s %s %s"):format(request:args().room, request:cookies().who, headers.protocol))
    self.send(id, tostring(ok) .. " " .. why:match("a request expected"))
  end,
  on_client_message = function(id, name)
    self.send(id, tostring(self.ws_headers(id)[name]))
    return true
  end,
})

-- Lets in who has a token, and does what it is told.
socketley.server("guarded", {
  port = 0,
  ephemeral = true,
  ws_origins = { "https://good.example" },
  on_websocket = function(id, headers)
    if headers.authorization ~= "Bearer secret" then
      return { status = 401, headers = { ["WWW-Authenticate"] = "Bearer" }, body = "who?" }
    end
    self.subscribe(id, "all/+")
    self.send(id, "welcome")
    if headers.protocol then return headers.protocol:match("%w+") end
  end,
  on_client_message = function(id, message)
    if message == "close" then
      self.close(id, 4001, "as you wish")
    elseif message == "parts" then
      self.send_part(id, "one", false, true)
      self.send(id, "behind")
      self.send_part(id, "two", true)
    elseif message == "publish" then
      self.send(id, self.publish("all/here", "to all") .. " of " .. self.topic_count("all/x"))
      self.publish("all/here", "to the others", { except = id })
    else
      local ok, why, code = self.subscribe(id, message)
      self.send(id, tostring(ok) .. " " .. tostring(code))
    end
    return true
  end,
})
