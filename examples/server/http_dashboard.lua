-- A page that shows live figures: the server puts a WebSocket into it, under the name socketley.
-- Run:     ./socketley --lua examples/server/http_dashboard.lua
-- Try:     open http://localhost:8093/ in a browser, and again in another
--          curl localhost:8093/figures        {"connections":1,"uptime":3,"pages":0}
-- Answers: the page, and its figures every second and whenever somebody comes or goes

local here = arg and arg[0] and arg[0]:match("^(.*/)") or ""
local began, pages = os.time(), 0

local function figures()
  return socketley.json.encode({ connections = self.connections(), pages = pages,
    uptime = os.time() - began })
end

local function show() self.publish("figures", figures()) end

socketley.server("dashboard", {
  port = 8093,
  http_dir = here .. "dashboard",
  tick_ms = 1000,
  on_tick = show,
  on_http_request = function(req)
    if req.path == "/figures" then
      return { headers = { ["Content-Type"] = "application/json" }, body = figures() }
    end
    if req.path == "/" then pages = pages + 1 end -- and go on to the files
  end,
  on_websocket = function(id)
    self.subscribe(id, "figures")
    show()
  end,
  on_disconnect = show,
})
