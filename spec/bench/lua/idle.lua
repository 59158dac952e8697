-- A server that only holds connections.
socketley.server("idle", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  on_client_message = function() return true end,
})
