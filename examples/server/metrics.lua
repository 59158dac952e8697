-- Shows the figures of every runtime to Prometheus, on a port that only this machine reaches.
-- Run:     ./socketley --lua examples/server/metrics.lua
-- Try:     curl localhost:7050/metrics
-- Prints:  nothing

socketley.server("metrics", {
  port = 7050,
  bind = "127.0.0.1",
  on_http_request = function(req)
    if req.path ~= "/metrics" then return 404 end
    return {
      headers = { ["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8" },
      body = socketley.metrics(),
    }
  end,
})

socketley.cache("main", { port = 7051 })
