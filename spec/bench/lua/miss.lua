-- A cache with a hook that is asked for keys that are not there.
socketley.cache("bench", { port = tonumber(os.getenv("BENCH_PORT")), bind = "127.0.0.1",
  on_miss = function(key) return nil end })
