-- The smallest answer in Lua.
socketley.server("hello", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  on_http_request = function()
    return { status = 200, headers = { ["content-type"] = "text/plain" }, body = "hello" }
  end,
})
