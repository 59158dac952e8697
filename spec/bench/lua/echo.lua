-- Every line goes back to its sender.
socketley.server("echo", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "0.0.0.0",
  on_client_message = function(id, message)
    self.send(id, message)
    return true
  end,
})
