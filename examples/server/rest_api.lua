-- A REST API: notes in memory, with a router, JSON and files that are uploaded.
-- Run:  ./socketley --lua examples/server/rest_api.lua
-- Try:  curl localhost:8084/notes                                     []
--       curl -d '{"text":"milk"}' localhost:8084/notes                {"id":1,"text":"milk"}
--       curl localhost:8084/notes/1                                   {"id":1,"text":"milk"}
--       curl -X PATCH -d '{"text":"tea"}' localhost:8084/notes/1      {"id":1,"text":"tea"}
--       curl -i -X PUT localhost:8084/notes/1                         405, Allow: DELETE, GET, ...
--       curl localhost:8084/notes/9                                   {"error":"no such note"}
--       curl -d '{' localhost:8084/notes                              {"error":"JSON with a text expected"}
--       curl -F file=@README.md localhost:8084/files                  [{"bytes":...,"name":"README.md"}]
--       curl -X DELETE localhost:8084/notes/1                         204

local http = socketley.http
local notes, last = {}, 0

local function refuse(status, why) return http.json({ error = why }, status) end

local app = http.router()

-- Around every request: how long it took.
app:use(function(req, next)
  local began = socketley.now()
  local response = next(req)
  socketley.log(("%s %s %.1f ms"):format(req.method, req.path, socketley.now() - began))
  return response
end)

local function text_of(req)
  local value = req:json()
  return type(value) == "table" and type(value.text) == "string" and value.text or nil
end

-- Before a handler of one note: finds it.
local function note(req, next)
  req.note = notes[tonumber(req.params.id)]
  if not req.note then return refuse(404, "no such note") end
  return next(req)
end

app:group("/notes", function(api)
  api:get("/", function()
    local all = socketley.json.array()
    for id = 1, last do all[#all + 1] = notes[id] end
    return http.json(all)
  end)

  api:post("/", function(req)
    local text = text_of(req)
    if not text then return refuse(400, "JSON with a text expected") end
    last = last + 1
    notes[last] = { id = last, text = text }
    local response = http.json(notes[last], 201)
    response.headers.Location = "/notes/" .. last
    return response
  end)

  api:get("/:id", note, function(req) return http.json(req.note) end)

  api:patch("/:id", note, function(req)
    req.note.text = text_of(req) or req.note.text
    return http.json(req.note)
  end)

  api:delete("/:id", note, function(req)
    notes[req.note.id] = nil
    return { status = 204 }
  end)
end)

-- Uploads go to disk as they arrive, under names of our own.
app:post("/files", function(req)
  local parts, err = req:parts()
  if not parts then return refuse(415, err) end
  local saved = {}
  for part in parts do
    if part.filename then
      local bytes, why = part:save(("upload-%d-%d.bin"):format(req.client_id, #saved + 1))
      if not bytes then return refuse(500, why) end
      saved[#saved + 1] = { name = part.filename, bytes = bytes }
    end
  end
  return http.json(saved, 201)
end)

app:not_found(function() return refuse(404, "no such path") end)
app:on_error(function(err)
  socketley.log.error(tostring(err))
  return refuse(500, "our mistake")
end)

socketley.server("api", { port = 8084, body_bytes_max = "100M", on_http_request = app:handler() })
