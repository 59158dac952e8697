describe("auth.bearer", function()
  it("takes requests, headers and header values", function()
    local bearer = socketley.auth.bearer
    same(bearer({ headers = { Authorization = "Bearer abc" } }, "abc"), true)
    same(bearer({ authorization = "bearer abc" }, "abc"), true)
    same(bearer("Bearer abc", "abc"), true)
    same(bearer("Bearer abcd", "abc"), false)
    same(bearer("Basic abc", "abc"), false)
    same(bearer({}, "abc"), false)
    same(bearer(nil, "abc"), false)
  end)

  it("refuses an empty secret", function()
    raises("bad argument #2 to 'bearer'", function() socketley.auth.bearer("Bearer ", "") return 1 end)
  end)
end)

describe("auth.jwt", function()
  local auth = socketley.auth
  -- The one that everybody shows, signed with "your-256-bit-secret".
  local KNOWN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    .. ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
    .. ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"

  local function why(...)
    local claims, err, code = auth.jwt(...)
    same(claims, nil)
    same(code, "EINVAL")
    return err
  end

  it("takes what others have signed, however it comes", function()
    same(auth.jwt(KNOWN, "your-256-bit-secret").name, "John Doe")
    same(auth.jwt("Bearer " .. KNOWN, "your-256-bit-secret").sub, "1234567890")
    same(auth.jwt({ headers = { authorization = "bearer " .. KNOWN } }, "your-256-bit-secret").sub,
      "1234567890")
  end)

  it("takes what it signs, by each algorithm and by that alone", function()
    for _, algorithm in ipairs({ "HS256", "HS384", "HS512" }) do
      local token = auth.jwt_sign({ sub = "ann", admin = true }, "k", algorithm)
      same(auth.jwt(token, "k", { algorithm = algorithm }).admin, true)
      local other = algorithm == "HS256" and "HS512" or "HS256"
      same(why(token, "k", { algorithm = other }), "the token is not signed with " .. other)
    end
  end)

  it("refuses what is changed, unsigned, or no token", function()
    same(why(KNOWN, "another"), "the token's signature is wrong")
    same(why(KNOWN:sub(1, -2), "your-256-bit-secret"), "the token's signature is wrong")
    local unsigned = socketley.crypto.encode('{"alg":"none"}', "base64url") .. "."
      .. socketley.crypto.encode('{"sub":"root"}', "base64url")
    same(why(unsigned .. ".x", "k"), "the token is not signed with HS256")
    same(why(unsigned .. ".", "k"), "it is no token")
    same(why("a.b.c", "k"), "it is no token")
    same(why("Basic abc", "k"), "it is no token")
    same(why({ headers = {} }, "k"), "there is no token")
    same(why(nil, "k"), "there is no token")
    raises("bad argument #2 to 'jwt'", function() auth.jwt(KNOWN, "") return 1 end)
    raises("HS256, HS384 or HS512", function() auth.jwt(KNOWN, "k", { algorithm = "none" }) return 1 end)
  end)

  it("keeps times, with some leeway", function()
    local now = os.time()
    same(why(auth.jwt_sign({ exp = now - 5 }, "k"), "k"), "the token has expired")
    same(why(auth.jwt_sign({ nbf = now + 500 }, "k"), "k"), "the token is not valid yet")
    same(why(auth.jwt_sign({ exp = "soon" }, "k"), "k"), "'exp' is no number")
    same(auth.jwt(auth.jwt_sign({ exp = now - 5 }, "k"), "k", { leeway_s = 60 }).exp, now - 5)
    same(auth.jwt(auth.jwt_sign({ exp = now + 500, nbf = now }, "k"), "k").nbf, now)
  end)
end)
