-- Taking lines apart with captures.
return {
  n = 30000, smoke = 20,
  run = function(n)
    local sum = 0
    for i = 1, n do
      local name, value = ("  timeout = 30 # seconds"):match("^%s*(%w+)%s*=%s*(%d+)")
      assert(name == "timeout")
      sum = sum + value
      local year, month, day = ("2026-11-21T10:00:00"):match("(%d+)-(%d+)-(%d+)")
      sum = sum + year - month - day
      if ("GET /index.html HTTP/1.1"):match("^POST ") then sum = 0 end
      local extension = ("archive.tar.gz"):match("%.([^.]+)$")
      sum = sum + #extension
    end
    assert(sum == n * (30 + 2026 - 11 - 21 + 2))
  end,
}
