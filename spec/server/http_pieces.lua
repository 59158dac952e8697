-- A router, bodies and responses in pieces, events, cookies, forms.
local app = socketley.http.router()

app:get("/users/:id", function(req) return "user " .. req.params.id end)
app:delete("/users/:id", function() return { status = 204 } end)
app:get("/files/*path", function(req) return "file " .. req.params.path end)

app:get("/pieces", function(req)
  local res = req:respond({ headers = { ["X-A"] = "1" } })
  res:write("one")
  res:write("two")
  res:close({ ["X-Sum"] = "6" })
end)

app:get("/sized", function(req)
  local res = req:respond({ headers = { ["Content-Length"] = 5 } })
  res:write("he")
  res:write("llo")
end)

app:get("/events", function(req)
  local events = req:events({ retry_ms = 500 })
  events:send("a\nb")
  events:send({ event = "tick", id = "7\r\nx", data = { n = 1 } })
  events:comment("end")
end)

app:post("/count", function(req)
  local bytes, pieces = 0, 0
  for piece in req:chunks(40) do bytes, pieces = bytes + #piece, pieces + 1 end
  return ("%d in %d, whole %s, sum %s"):format(bytes, pieces, tostring(req.body ~= nil),
    req:trailers()["x-sum"] or "none")
end)

app:post("/form", function(req)
  local first, all = req:form()
  return first.a .. " " .. #all.a .. " " .. (req:args().q or "")
end)

app:post("/json", function(req)
  local value, err, code = req:json()
  if not value then return socketley.http.json({ code = code }, 400) end
  return socketley.http.json(value)
end)

app:get("/cookies", function(req)
  return { headers = { ["Set-Cookie"] = { socketley.http.cookie("a", "1"),
    socketley.http.cookie("b", "2", { max_age = 5 }) } }, body = req:cookies().c or "none" }
end)

app:get("/twice", function(req)
  local first = req:respond()
  first:write("once")
  local ok, why = pcall(function() req:respond() end)
  first:write(why:match("the request .*"))
end)

socketley.server("web", { port = 0, ephemeral = true, message_bytes_max = 100,
  body_bytes_max = 1000, on_http_request = app:handler() })
