-- Token authentication over HTTP: a group of routes behind a bearer token, another one open.
-- Run:  ./socketley --lua examples/server/token_auth.lua
-- Try:  curl localhost:8088/                                          public
--       curl -i localhost:8088/admin/                                 401, WWW-Authenticate: Bearer
--       curl -H 'Authorization: Bearer s3cret' localhost:8088/admin/  admin
--       curl -H 'Authorization: Bearer guess' localhost:8088/admin/   401

local TOKEN = os.getenv("TOKEN") or "s3cret"
local app = socketley.http.router()

app:get("/", function() return "public\n" end)

app:group("/admin", function(admin)
  admin:use(function(req, next)
    if socketley.auth.bearer(req, TOKEN) then return next(req) end
    return { status = 401, headers = { ["WWW-Authenticate"] = 'Bearer realm="admin"' },
      body = "401 Unauthorized\n" }
  end)
  admin:get("/", function() return "admin\n" end)
  admin:delete("/cache", function() return { status = 204 } end)
end)

socketley.server("site", { port = 8088, on_http_request = app:handler() })
