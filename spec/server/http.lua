-- Tells an HTTP request from the next one.
socketley.server("web", {
  port = 0,
  ephemeral = true,
  on_http_request = function(request)
    if request.path == "/missing" then return nil end
    if request.path == "/raises" then error("on purpose") end
    if request.path == "/gone" then return "sold out", 410 end
    if request.path == "/fields" then
      local fields, names = request.headers, {}
      for name in pairs(fields) do names[#names + 1] = name end
      table.sort(names)
      return table.concat(names, " ") .. "; " .. table.concat({ fields["x-one"], fields["X-ONE"],
        fields["X-One"], fields.host, tostring(fields["x-none"]) }, " ")
    end
    return {
      status = request.path == "/made" and 201 or 200,
      headers = { ["X-Query"] = request.query, ["X-Method"] = request.method },
      body = request.path .. request.body,
    }
  end,
})
