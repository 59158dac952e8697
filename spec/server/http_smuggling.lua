-- Answers with the path and the body, so that a request read wrongly shows.
socketley.server("web", {
  port = 0,
  ephemeral = true,
  on_http_request = function(request)
    if request.path == "/missing" then return nil end
    if request.path == "/raises" then error("on purpose") end
    return {
      status = request.path == "/made" and 201 or 200,
      headers = { ["X-Query"] = request.query, ["X-Method"] = request.method },
      body = request.path .. request.body,
    }
  end,
})
