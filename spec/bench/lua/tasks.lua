-- Makes as many sleeping tasks as it is told, and says how many have begun to sleep.
local sleeping, wanted, asked = 0, 0, nil

local function sleep()
  sleeping = sleeping + 1
  if sleeping == wanted then self.send(asked, tostring(sleeping)) end
  socketley.sleep(1e8)
end

socketley.server("tasks", {
  port = tonumber(os.getenv("BENCH_PORT")),
  bind = "127.0.0.1",
  on_client_message = function(id, count)
    asked, wanted = id, sleeping + tonumber(count)
    for _ = 1, tonumber(count) do socketley.set_timeout(1, sleep) end
    return true
  end,
})
