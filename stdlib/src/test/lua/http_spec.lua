local http = socketley.http

describe("http", function()
  it("gets, with headers both ways", function()
    local r = http { url = spec.http .. "/a/b?c=d", headers = { ["X-Custom"] = "1", host = "me" } }
    same(r.error, nil)
    same(r.ok, true)
    same(r.status, 200)
    same(r.headers["x-path"], "/a/b")
    same(r.headers["x-custom-back"], "1")
    same(r.headers["x-host"], "me")
    same(http(spec.http .. "/").headers["x-method"], "GET")
  end)

  it("has a function for each method", function()
    for method, send in pairs { POST = http.post, PUT = http.put, PATCH = http.patch } do
      local r = send(spec.http, "body\0\255")
      same(r.body, "body\0\255")
      same(r.headers["x-method"], method)
    end
    same(http.delete(spec.http).headers["x-method"], "DELETE")
    same(http.head(spec.http).headers["x-method"], "HEAD")
  end)

  it("says ok for 200 to 299 only", function()
    same(http.get(spec.http .. "/404").ok, false)
    same(http.get(spec.http .. "/404").status, 404)
    same(http.get(spec.http .. "/204").ok, true)
  end)

  it("follows redirects unless told not to", function()
    same(http.get(spec.http .. "/moved").headers["x-path"], "/hello")
    same(http.get(spec.http .. "/moved", { redirects = false }).status, 302)
  end)

  it("reads chunks, up to a limit", function()
    same(#http.get(spec.http .. "/chunked").body, 10000)
    local r = http.get(spec.http .. "/chunked", { body_bytes_max = 9999 })
    same(r.error, "response body exceeds body_bytes_max=9999")
    same(r.code, "ELIMIT")
  end)

  it("times out without holding the loop", function()
    local ticks = 0
    local id = socketley.set_interval(1, function() ticks = ticks + 1 end)
    local r = http.get(spec.http .. "/silent", { timeout_ms = 100 })
    socketley.clear_interval(id)
    same(r.error, "timed out: timeout_ms=100")
    same(r.code, "ETIMEOUT")
    assert(ticks > 5)
  end)

  it("verifies TLS unless told otherwise", function()
    local r = http.get(spec.https)
    same(r.ok, false)
    same(r.code, "ECONNECT")
    assert(r.error:find("TLS with 'localhost' failed: ", 1, true), r.error)
    same(http.get(spec.https, { ca_file = spec.ca_file }).error, nil)
    same(http.get(spec.https, { ca_file = "ca.pem" }).status, 200)
    same(http.get(spec.https, { insecure = true }).ok, true)
    same(http.get(spec.https, { ca_file = "none.pem" }).code, "EIO")
  end)

  it("says what is wrong in words", function()
    same(http {}.error, "url required")
    same(http("gopher://x/").error, "unsupported scheme (use http:// or https://)")
    same(http("http://no-such-host.invalid/").error, "host 'no-such-host.invalid' does not resolve")
    same(http("http://127.0.0.1:1/").error, "connection refused: 127.0.0.1:1")
    same(http("http://bad host/").code, "EINVAL")
  end)

  it("refuses header injection", function()
    same(http.get(spec.http, { headers = { a = "b\r\nc: d" } }).error,
      "value of header 'a' contains a line break")
    same(http.get(spec.http, { headers = { ["a\r\nb"] = "c" } }).code, "EINVAL")
    same(http.get(spec.http, { headers = { ["Content-Length"] = "1" } }).error,
      "header 'content-length' is set by the client itself")
  end)

  it("knows its options", function()
    raises("bad argument #1 to 'http' ('options' has no field 'methd', did you mean 'method'?)",
      function() http { url = "x", methd = "GET" } return 1 end)
    raises("bad argument #2 to 'get' (timeout_ms: integer >= 1 expected, got 0)",
      function() http.get("x", { timeout_ms = 0 }) return 1 end)
  end)
end)
