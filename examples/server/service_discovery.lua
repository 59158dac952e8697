-- Tells a registry (Consul's HTTP interface) that it is there, and that it is gone.
-- Run:     CONSUL=http://127.0.0.1:8500 ./socketley --lua examples/server/service_discovery.lua
-- Try:     nc localhost 7020; ./socketley stop found; the registry here is a server of this very
--          file on 7021, which Ctrl-C stops as well
-- Prints:  what the registry is told, or that it is gone

local CONSUL = os.getenv("CONSUL")

local function tell(path, body)
  local consul = CONSUL or "http://127.0.0.1:" .. socketley.get("registry").port
  local reply = socketley.http({
    url = consul .. path, method = "PUT", body = body and socketley.json_encode(body), timeout_ms = 2000,
  })
  if not reply.ok then print("registry: " .. (reply.error or reply.status)) end
end

-- A stand-in for Consul, so that the example runs by itself.
socketley.server("registry", {
  port = 7021,
  on_http_request = function(req)
    print(req.method .. " " .. req.path)
    return "ok"
  end,
})

socketley.server("found", {
  port = 7020,
  on_start = function()
    tell("/v1/agent/service/register", { ID = "found-1", Name = "found", Port = 7020 })
  end,
  on_stop = function() tell("/v1/agent/service/deregister/found-1") end,
})
