-- A cache that keeps a file, as redis-server does.
socketley.cache("bench", { port = tonumber(os.getenv("BENCH_PORT")), bind = "127.0.0.1",
  persistent = os.tmpname() .. ".snapshot" })
