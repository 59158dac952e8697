-- Server-Sent Events: every browser that looks at the page sees the same ticks.
-- Run:  ./socketley --lua examples/server/sse_ticker.lua
-- Try:  curl -N localhost:8085/events          event: tick ... data: {"n":1} ... every second
--       open http://localhost:8085/ in a browser

local PAGE = [[
<!doctype html><title>ticker</title><h1 id="n">waiting</h1>
<script>
  new EventSource("/events").addEventListener("tick", e => {
    document.getElementById("n").textContent = "tick " + JSON.parse(e.data).n;
  });
</script>]]

local listeners, n = {}, 0
local app = socketley.http.router()

app:get("/", function() return socketley.http.html(PAGE) end)

app:get("/events", function(req)
  local events = req:events({ retry_ms = 1000 })
  if events.last_id then events:comment("you have seen up to " .. events.last_id) end
  listeners[events] = true
  return events -- stays open until the browser goes
end)

socketley.server("ticker", {
  port = 8085,
  tick_ms = 1000,
  on_http_request = app:handler(),
  on_tick = function()
    n = n + 1
    for events in pairs(listeners) do
      if not events:send({ event = "tick", id = n, data = { n = n } }) then
        listeners[events] = nil
      end
    end
  end,
})
