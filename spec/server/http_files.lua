-- Files that the script writes itself, beside it.
local function write(name, text)
  local file = assert(io.open(name, "w"))
  file:write(text)
  file:close()
end
write("a.txt", "0123456789")
write("index.html", "<p>root</p>")

socketley.server("web", { port = 0, ephemeral = true, http_dir = ".",
  on_http_request = function(req)
    if req.path == "/hook" then return "from the hook" end
  end })

socketley.server("app", { port = 0, ephemeral = true, http_dir = ".", http_script = false,
  http_fallback = "index.html", http_max_age = 5 })
