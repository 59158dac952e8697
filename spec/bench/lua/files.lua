-- Files of a directory, and nothing else.
socketley.server("files", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  http_dir = os.getenv("BENCH_FOLDER") .. "/files",
})
