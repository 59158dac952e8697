-- A report that takes a while and must not be made twice at the same time.
-- Run:  ./socketley --lua examples/cache/lock.lua
-- Try:  curl localhost:8098/ & curl localhost:8098/
--       one says "report 1", the other "somebody makes it already"

socketley.cache("locks", { port = 6388 })

local made = 0

socketley.server("reports", {
  port = 8098,
  on_http_request = function()
    local ran, text = socketley.lock.with("locks", "report", { ttl_ms = 10000 }, function()
      socketley.sleep(500) -- the work
      made = made + 1
      return ("report %d\n"):format(made)
    end)
    if not ran then return { status = 409, body = "somebody makes it already\n" } end
    return text
  end,
})
