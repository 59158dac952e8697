-- Echoes every WebSocket message; a number as text publishes so many messages of 64 bytes instead.
local MESSAGE = ("x"):rep(64)

socketley.server("ws", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "0.0.0.0",
  on_websocket = function(id) self.subscribe(id, "all") end,
  on_client_message = function(id, message, is_binary)
    if is_binary then
      self.send(id, message, true)
    else
      for _ = 1, tonumber(message) do self.publish("all", MESSAGE, { is_binary = true }) end
    end
    return true
  end,
})
