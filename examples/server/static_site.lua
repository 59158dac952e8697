-- Files of a directory, with a page that stands in for those of an application, and a small API.
-- Run:  ./socketley --lua examples/server/static_site.lua
-- Try:  curl localhost:8086/                                   the page, with the script in its head
--       curl -i -H 'Accept: text/html' localhost:8086/any/page the same page
--       curl -i localhost:8086/app.css                         200, ETag, Last-Modified
--       curl -r 0-9 localhost:8086/app.css                     the first ten bytes
--       curl -i localhost:8086/about                           301 to /about/
--       curl --path-as-is localhost:8086/../static_site.lua    404
--       curl localhost:8086/api/time                           {"time":...}

local here = arg and arg[0] and arg[0]:match("^(.*/)") or ""
local app = socketley.http.router()

app:get("/api/time", function() return socketley.http.json({ time = os.time() }) end)

socketley.server("site", {
  port = 8086,
  http_dir = here .. "site",
  http_fallback = "index.html",
  http_cache = true,
  http_max_age = 60,
  on_http_request = app:handler(), -- gives nil for other paths, which leads to the files
})
