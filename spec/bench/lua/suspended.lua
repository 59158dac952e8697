-- Makes as many suspended coroutines as it is told, keeps them, and says how many there are.
local all = {}

local function loop()
  while true do coroutine.yield() end
end

socketley.server("suspended", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  on_client_message = function(id, count)
    for i = 1, tonumber(count) do
      all[i] = coroutine.create(loop)
      assert(coroutine.resume(all[i]))
    end
    for i = 1, #all do assert(coroutine.resume(all[i])) end
    self.send(id, tostring(#all))
    return true
  end,
})
