-- A cache without hooks, as redis-server without files.
socketley.cache("bench", { port = tonumber(os.getenv("BENCH_PORT")), bind = "127.0.0.1" })
