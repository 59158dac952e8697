-- Whoever logged in over HTTP is known to their WebSockets by a cookie; nobody else gets one.
-- Run:     ./socketley --lua examples/server/websocket_session.lua
-- Try:     curl -i 'localhost:8094/login?name=ada'     204 and a cookie
--          a WebSocket to ws://localhost:8094/ with that cookie, without it 401
-- Answers: {"from":"ada","text":"…","count":1} to every message, to all sockets of that session

local sessions = {} -- by id: { name = …, count = … }

socketley.server("members", {
  port = 8094,
  on_http_request = function(req)
    local name = req:args().name
    if req.path ~= "/login" or not name then return end
    local id = socketley.crypto.random(16)
    sessions[id] = { name = name, count = 0 }
    return { status = 204, headers = { ["Set-Cookie"] =
      socketley.http.cookie("session", id, { http_only = true, same_site = "Strict" }) } }
  end,
  on_websocket = function(client, headers, request)
    local id = request:cookies().session
    if not sessions[id or ""] then return { status = 401, body = "log in first" } end
    self.set_data(client, "session", id)
    self.join_group(client, id)
  end,
  on_client_message = function(client, text)
    local id = self.get_data(client, "session")
    local session = sessions[id or ""]
    if session then
      session.count = session.count + 1
      self.group_send(id, socketley.json.encode({ from = session.name, text = text,
        count = session.count }))
    end
    return true
  end,
})
