-- Protected calls that fail: with strings, with tables, inside the language, some calls down.
local function deep(n, what)
  if n == 0 then error(what) end
  return 1 + deep(n - 1, what)
end

return {
  n = 20000, smoke = 20,
  run = function(n)
    local caught, object = 0, { code = 7 }
    for i = 1, n do
      local ok, e = pcall(error, "plain", 0)
      if not ok and e == "plain" then caught = caught + 1 end
      ok, e = pcall(deep, 5, object)
      if not ok and e == object then caught = caught + 1 end
      ok, e = pcall(function(t) return t.x.y end, object)
      if not ok and #e > 10 then caught = caught + 1 end
      ok, e = xpcall(deep, function(message) return "handled " .. message end, 3, "text")
      if not ok and e:find("^handled .*text$") then caught = caught + 1 end
    end
    assert(caught == 4 * n)
  end,
}
