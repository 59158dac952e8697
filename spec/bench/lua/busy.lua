-- A server whose hook takes its time, and beside it one that answers from a timer or to all.
local port = tonumber(os.getenv("BENCH_PORT"))
socketley.server("busy", {
  port = port,
  bind = "127.0.0.1",
  on_client_message = function(id, message)
    local sum = 0
    for i = 1, 20000 do
      sum = sum + i % 7
    end
    self.send(id, message)
    return true
  end,
})
socketley.server("probe", {
  port = port + 1,
  bind = "127.0.0.1",
  on_client_message = function(id, message)
    if #message == 7 then
      socketley.set_timeout(1, function() self.send(id, message) end)
    else
      self.broadcast(message)
    end
    return true
  end,
})
