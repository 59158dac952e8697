-- Counts lines that come over two loops; "count" asks how many there were.
local lines = 0

socketley.server("count", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  workers = 2,
  on_client_message = function(id, message)
    if message == "count" then self.send(id, tostring(lines)) end
    lines = lines + 1
    return true
  end,
})
