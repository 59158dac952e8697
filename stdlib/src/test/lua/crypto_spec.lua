local crypto = socketley.crypto

describe("crypto.hash", function()
  it("is what others compute", function()
    same(crypto.hash("md5", ""), "d41d8cd98f00b204e9800998ecf8427e")
    same(crypto.hash("sha1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d")
    same(crypto.hash("sha256", "abc"),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    same(#crypto.hash("sha384", "abc"), 96)
    same(crypto.hash("sha512", "abc"):sub(1, 16), "ddaf35a193617aba")
    same(crypto.hash("sha1", "\0\255", "raw"), crypto.decode(crypto.hash("sha1", "\0\255"), "hex"))
  end)

  it("says what it takes", function()
    raises("bad argument #1 to 'hash' (one of md5, sha1, sha256, sha384, sha512 expected)",
      function() crypto.hash("SHA1", "x") return 1 end)
    raises("bad argument #3 to 'hash' (one of base64, base64url, hex expected)",
      function() crypto.hash("sha1", "x", "binary") return 1 end)
  end)
end)

describe("crypto.hmac", function()
  it("is what RFC 2202 and RFC 4231 say", function()
    same(crypto.hmac("md5", ("\11"):rep(16), "Hi There"), "9294727a3638bb1c13f48ef8158bfc9d")
    same(crypto.hmac("sha1", "Jefe", "what do ya want for nothing?"),
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    same(crypto.hmac("sha256", "Jefe", "what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    same(crypto.hmac("sha512", "Jefe", "what do ya want for nothing?"):sub(1, 32),
      "164b7a7bfcf819e2e395fbe73b56e0a3")
    same(crypto.hmac("sha384", "Jefe", "what do ya want for nothing?"):sub(1, 32),
      "af45d2e376484031617f78d2b58a6b1b")
    local long = ("\170"):rep(131)
    same(crypto.hmac("sha256", long, "Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    same(crypto.hmac("sha512", long,
      "Test Using Larger Than Block-Size Key - Hash Key First"):sub(1, 32),
      "80b24263c7c1a3ebb71493c1dd7be8b4")
    same(crypto.hmac("sha256", "", ""),
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  end)
end)

describe("crypto", function()
  it("writes and reads bytes as text", function()
    local all = {}
    for i = 0, 255 do all[#all + 1] = string.char(i) end
    local bytes = table.concat(all)
    for _, form in ipairs({ "hex", "base64", "base64url" }) do
      same(crypto.decode(crypto.encode(bytes, form), form), bytes)
    end
    same(crypto.encode("\251\255", "base64"), "+/8=")
    same(crypto.encode("\251\255", "base64url"), "-_8")
    same(crypto.decode("-_8=", "base64url"), "\251\255")
    for _, wrong in ipairs({ { "abc", "hex" }, { "+/8", "base64url" }, { "a b=", "base64" } }) do
      local nothing, err, code = crypto.decode(wrong[1], wrong[2])
      same(nothing, nil)
      same(err, "it is no " .. wrong[2])
      same(code, "EINVAL")
    end
  end)

  it("has chance of any length, never the same", function()
    same(#crypto.random(5, "raw"), 5)
    same(#crypto.random(32, "base64url"), 43)
    same(crypto.random(16) ~= crypto.random(16), true)
    raises("at most 1048576 bytes", function() crypto.random(2 ^ 21) return 1 end)
    raises("integer >= 1 expected", function() crypto.random(0) return 1 end)
  end)

  it("compares", function()
    same(crypto.equal("abc", "abc"), true)
    same(crypto.equal("abc", "abcd"), false)
    same(crypto.equal("", ""), true)
    raises("bad argument #2 to 'equal'", function() crypto.equal("a", nil) return 1 end)
  end)
end)
