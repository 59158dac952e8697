-- Cookies and sessions: who logs in is known until the session ends.
-- Run:  ./socketley --lua examples/server/sessions.lua
-- Try:  curl localhost:8087/                                           hello, stranger
--       curl -c jar -d 'name=ann&password=secret' localhost:8087/login welcome, ann
--       curl -b jar localhost:8087/                                    hello, ann: visit 1
--       curl -b jar localhost:8087/                                    hello, ann: visit 2
--       curl -b jar -X POST localhost:8087/logout                      goodbye
--       curl -b jar localhost:8087/                                    hello, stranger

local PASSWORDS = { ann = "secret" }

socketley.cache("sessions", { port = 6389 })
local sessions = socketley.session.new("sessions", { ttl = 1800 })
local app = socketley.http.router()

app:use(function(req, next)
  req.session_id = req:cookies().sid
  req.session = req.session_id and sessions:get(req.session_id)
  return next(req)
end)

app:get("/", function(req)
  if not req.session then return "hello, stranger\n" end
  req.session.visits = req.session.visits + 1
  sessions:set(req.session_id, req.session)
  return ("hello, %s: visit %d\n"):format(req.session.name, req.session.visits)
end)

app:post("/login", function(req)
  local form = req:form() or {}
  if not form.name or not form.password or PASSWORDS[form.name] ~= form.password then
    return { status = 403, body = "no\n" }
  end
  local id = sessions:create({ name = form.name, visits = 0 })
  return { headers = { ["Set-Cookie"] = socketley.http.cookie("sid", id, { max_age = 1800 }) },
    body = "welcome, " .. form.name .. "\n" }
end)

app:post("/logout", function(req)
  if req.session_id then sessions:destroy(req.session_id) end
  return { headers = { ["Set-Cookie"] = socketley.http.cookie("sid", "", { max_age = 0 }) },
    body = "goodbye\n" }
end)

socketley.server("site", { port = 8087, on_http_request = app:handler() })
