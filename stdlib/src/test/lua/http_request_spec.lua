local http = socketley.http

describe("http for servers", function()
  it("reads queries", function()
    local first, all = http.parse_query("a=1&b=x+y%21&a=2&c&=n&&d=%zz&e=1=2")
    same(first.a, "1")
    same(all.a[2], "2")
    same(first.b, "x y!")
    same(first.c, "")
    same(first[""], "n")
    same(first.d, "%zz")
    same(first.e, "1=2")
    local many = {}
    for i = 1, 1200 do many[i] = "k" .. i .. "=1" end
    local some = http.parse_query(table.concat(many, "&"))
    same(some.k1000, "1")
    same(some.k1001, nil)
  end)

  it("escapes and unescapes", function()
    local bytes = {}
    for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
    local text = table.concat(bytes)
    same(http.unescape(http.escape(text)), text)
    same(http.escape("a b/ü"), "a%20b%2F%C3%BC")
  end)

  it("makes cookies, and refuses what would end one", function()
    same(http.cookie("id", "1"), "id=1; Path=/; HttpOnly; SameSite=Lax")
    same(http.cookie("id", "1", { path = "/a", domain = "x.org", secure = true, http_only = false,
      same_site = "None", max_age = 60 }),
      "id=1; Max-Age=60; Domain=x.org; Path=/a; Secure; SameSite=None")
    raises("name of letters", http.cookie, "a b", "1")
    for _, bad in ipairs { "a;b", "a b", 'a"b', "a,b", "a\\b", "a\nb" } do
      raises("a value without", http.cookie, "a", bad)
    end
    raises("path contains a semicolon", http.cookie, "a", "1", { path = "/;x" })
  end)

  it("makes responses", function()
    local json = http.json({ a = 1 }, 201)
    same(json.status, 201)
    same(json.body, '{"a":1}')
    same(json.headers["Content-Type"], "application/json")
    same(http.redirect("/x").status, 302)
    same(http.redirect("/x").headers.Location, "/x")
    same(http.html("<p>").headers["Content-Type"], "text/html; charset=utf-8")
  end)
end)
