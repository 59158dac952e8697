-- Visitors who are known by a cookie: the data of each is kept in a cache for half an hour
-- after the last visit.
-- Run:  ./socketley --lua examples/cache/sessions.lua
-- Try:  curl -c jar -b jar localhost:8095/      visit 1
--       curl -c jar -b jar localhost:8095/      visit 2
--       curl -c jar -b jar localhost:8095/bye   good bye

socketley.cache("visitors", { port = 6383 })

local sessions = socketley.session.new("visitors", { ttl = 1800 })

local function cookie(req)
  return (req.headers["cookie"] or ""):match("sid=([%w_-]+)")
end

socketley.server("site", {
  port = 8095,
  on_http_request = function(req)
    local id = cookie(req)
    local data = id and sessions:get(id)
    if req.path == "/bye" then
      if data then sessions:destroy(id) end
      return "good bye\n"
    end
    if not data then
      data = { visits = 0 }
      id = assert(sessions:create(data))
    end
    data.visits = data.visits + 1
    sessions:set(id, data)
    return {
      headers = { ["Set-Cookie"] = "sid=" .. id .. "; HttpOnly; SameSite=Lax" },
      body = ("visit %d\n"):format(data.visits),
    }
  end,
})
