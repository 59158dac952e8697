local http = socketley.http

local function req(method, path)
  return { method = method, path = path, headers = {} }
end

local function ask(app, method, path)
  local result = app:handle(req(method, path))
  return type(result) == "table" and result.status or result
end

describe("http.router", function()
  it("finds literal parts before names and names before rests", function()
    local app = http.router()
    app:get("/users/:id", function(r) return "id " .. r.params.id end)
    app:get("/users/me", function() return "me" end)
    app:get("/users/*rest", function(r) return "rest " .. r.params.rest end)
    app:get("/", function() return "root" end)
    same(ask(app, "GET", "/users/me"), "me")
    same(ask(app, "GET", "/users/7"), "id 7")
    same(ask(app, "GET", "/users/7/x/y"), "rest 7/x/y")
    same(ask(app, "GET", "/users/"), "rest ")
    same(ask(app, "GET", "/"), "root")
    same(ask(app, "GET", "/user"), nil)
    same(ask(app, "GET", "/users/me/"), "rest me/")
  end)

  it("goes back where a longer way fails", function()
    local app = http.router()
    app:get("/a/b/c", function() return "abc" end)
    app:get("/:x/b/d", function(r) return r.params.x .. " bd" end)
    app:get("/a/:y/e", function(r) return r.params.y .. " e" end)
    same(ask(app, "GET", "/a/b/d"), "a bd")
    same(ask(app, "GET", "/a/b/e"), "b e")
    same(ask(app, "GET", "/a/b/f"), nil)
  end)

  it("looks at the method too, before it gives up on a way", function()
    local app = http.router()
    app:get("/users/me", function() return "me" end)
    app:delete("/users/:id", function(r) return "gone " .. r.params.id end)
    same(ask(app, "DELETE", "/users/me"), "gone me")
    same(ask(app, "GET", "/users/me"), "me")
  end)

  it("answers HEAD by GET, OPTIONS by itself, others by 405 with Allow", function()
    local app = http.router()
    app:get("/a", function() return "a" end):post("/a", function() return "posted" end)
    same(ask(app, "HEAD", "/a"), "a")
    same(ask(app, "POST", "/a"), "posted")
    local refused = app:handle(req("PUT", "/a"))
    same(refused.status, 405)
    same(refused.headers.Allow, "GET, HEAD, OPTIONS, POST")
    local options = app:handle(req("OPTIONS", "/a"))
    same(options.status, 204)
    same(options.headers.Allow, "GET, HEAD, OPTIONS, POST")
    app:any("/b", function(r) return r.method end)
    same(ask(app, "BREW", "/b"), "BREW")
  end)

  it("decodes what it finds, a slash in it included", function()
    local app = http.router():get("/f/:name", function(r) return r.params.name end)
    same(ask(app, "GET", "/f/a%2Fb%20c"), "a/b c")
    same(ask(app, "GET", "/f/a/b"), nil)
    same(ask(app, "GET", "/f/"), nil)
  end)

  it("runs middleware from the outside in, each for the routes behind it", function()
    local app, seen = http.router(), {}
    local function mark(name)
      return function(r, next)
        seen[#seen + 1] = name
        local result = next(r)
        seen[#seen + 1] = "/" .. name
        return result
      end
    end
    app:get("/before", function() return "before" end)
    app:use(mark("app"))
    app:group("/api", function(api)
      api:use(mark("api"))
      api:get("/x", mark("own"), function() return "x" end)
      api:get("/", function() return "api root" end)
    end)
    same(ask(app, "GET", "/api/x"), "x")
    same(table.concat(seen, " "), "app api own /own /api /app")
    seen = {}
    same(ask(app, "GET", "/before"), "before")
    same(#seen, 0)
    same(ask(app, "GET", "/api"), "api root")
    same(ask(app, "GET", "/api/"), "api root")
  end)

  it("mounts another router with its middleware", function()
    local inner, seen = http.router(), 0
    inner:use(function(r, next) seen = seen + 1; return next(r) end)
    inner:get("/:id", function(r) return r.params.id end)
    local app = http.router():mount("/users", inner)
    same(ask(app, "GET", "/users/9"), "9")
    same(seen, 1)
  end)

  it("gives errors and unknown paths to whoever is set for them", function()
    local app = http.router()
    app:get("/bad", function() error("on purpose", 0) end)
    raises("on purpose", function() app:handle(req("GET", "/bad")) end)
    app:on_error(function(err, r) return err .. " at " .. r.path end)
    same(ask(app, "GET", "/bad"), "on purpose at /bad")
    app:not_found(function(r) return "no " .. r.path end)
    same(ask(app, "GET", "/other"), "no /other")
  end)

  it("breaks a response off that has begun when its handler raises", function()
    local app, told = http.router(), nil
    app:get("/half", function(r) r._begun = true error("in the middle", 0) end)
    app:on_error(function(err) told = err return "all is well" end)
    raises("in the middle", function() app:handle(req("GET", "/half")) end)
    same(told, "in the middle")
  end)

  it("hands a status behind a string on, whoever answers", function()
    local app = http.router()
    app:use(function(r, next) return next(r) end)
    app:get("/gone", function() return "sold out", 410 end)
    app:get("/fails", function() error("oops") end)
    app:not_found(function() return "not here", 404 end)
    app:on_error(function() return "sorry", 503 end)
    for path, status in pairs { ["/gone"] = 410, ["/fails"] = 503, ["/none"] = 404 } do
      same(select(2, app:handle(req("GET", path))), status)
    end
  end)

  it("takes methods in any spelling", function()
    local app = http.router():on("get", "/a", function() return "yes" end)
    same(ask(app, "GET", "/a"), "yes")
  end)

  it("says what is wrong with a pattern", function()
    local app = http.router()
    local none = function() end
    raises("a pattern begins with '/', got 'a'", function() app:get("a", none) end)
    raises("'*name' is the last part", function() app:get("/*a/b", none) end)
    raises("'1' is no name behind ':'", function() app:get("/:1", none) end)
    raises("function expected, got no value", function() app:get("/a") end)
    raises("bad argument #3 to 'post' (function expected, got string)",
      function() app:post("/a", none, "x") end)
    raises("bad argument #3 to 'on' (function expected, got no value)",
      function() app:on("GET", "/a", nil) end)
    raises("calling 'get' on bad self (socketley.Router expected, got string): call it with a "
      .. "colon, x:get(...)", function() app.get("/a", none) end)
    raises("bad argument #2 to 'mount' (a router expected, got table)",
      function() app:mount("/x", {}) end)
    raises("a pattern begins with '/', got '5'", function() app:group(5) end)
    local here = debug.getinfo(1, "S").short_src .. ":"
    for _, wrong in ipairs({ function() app:get("/a", 5) end, function() app:patch("a", none) end,
        function() app.use(none) end }) do
      local _, err = pcall(wrong)
      same(err:sub(1, #here), here)
    end
    raises("a prefix ends without '/'", function() app:group("/a/") end)
  end)
end)
