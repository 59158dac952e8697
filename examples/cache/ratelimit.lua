-- Each address may ask three times in any ten seconds, whichever server it asks: both count in
-- one cache.
-- Run:  ./socketley --lua examples/cache/ratelimit.lua
-- Try:  for i in 1 2 3 4; do curl -s -o /dev/null -w '%{http_code} ' localhost:8096/; done
--       200 200 200 429

socketley.cache("counts", { port = 6387 })

local limiter = socketley.ratelimit.new("counts",
  { limit = 3, window_ms = 10000, sliding = true })

local function answer(req)
  local allowed, left, retry_ms = limiter:allow(self.peer_ip(req.client_id))
  if not allowed then
    return { status = 429, headers = { ["Retry-After"] = math.ceil((retry_ms or 1000) / 1000) } }
  end
  return ("%d left\n"):format(left)
end

socketley.server("one", { port = 8096, on_http_request = answer })
socketley.server("two", { port = 8097, on_http_request = answer })
