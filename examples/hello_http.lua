-- Answers HTTP requests: text, JSON, and what was posted.
-- Run:  ./socketley --lua examples/hello_http.lua
-- Try:  curl localhost:8081/                       hello, world
--       curl localhost:8081/json                   {"hello":"world"}
--       curl -d 'some text' localhost:8081/echo    some text
--       curl -i localhost:8081/other               404

local routes = {
  ["/"] = function() return "hello, world\n" end,
  ["/json"] = function()
    return {
      headers = { ["Content-Type"] = "application/json" },
      body = socketley.json.encode({ hello = "world" }),
    }
  end,
  ["/echo"] = function(request) return request.body end,
}

socketley.server("hello", {
  port = 8081,
  on_http_request = function(request)
    local route = routes[request.path]
    return route and route(request) -- nil is 404
  end,
})
