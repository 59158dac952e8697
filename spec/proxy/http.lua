-- A token, and three backends: one that answers, one that no runtime has, one that refuses.
socketley.server("back", {
  port = 0,
  ephemeral = true,
  on_http_request = function(request)
    return request.method .. " " .. request.path .. " " .. request.body
  end,
})

socketley.proxy("gate", {
  port = 0,
  ephemeral = true,
  prefix = "/api",
  backends = { "back", "nobody", "127.0.0.1:1" },
  strategy = "lua",
  retry = 0,
  on_auth = function(_, request)
    return socketley.auth.bearer(request.headers, "secret") or request.headers["X-Key"] == "k"
      or request:args().key == "k" or request:cookies().key == "k"
  end,
  on_route = function(_, path, request)
    local to = request:args().to or request:cookies().to or path
    return to == "/nobody" and "nobody" or to == "/down" and "127.0.0.1:1" or "back"
  end,
})
