-- Collects `describe` and `it`; the JUnit test runs each case as a task of its own.

local spec = ...
local cases, path = {}, {}

function describe(title, body)
  path[#path + 1] = title
  body()
  path[#path] = nil
end

function it(title, body)
  local prefix = table.concat(path, " ")
  cases[#cases + 1] = { title = prefix .. " " .. title, run = body }
end

---Fails unless both are equal.
function same(actual, expected)
  if actual ~= expected then
    error(("expected %s, got %s"):format(tostring(expected), tostring(actual)), 2)
  end
end

---Fails unless `fn` raises a message that contains `text`.
function raises(text, fn, ...)
  local ok, message = pcall(fn, ...)
  if ok then error("nothing was raised", 2) end
  if not tostring(message):find(text, 1, true) then
    error(("expected '%s', got '%s'"):format(text, tostring(message)), 2)
  end
end

---Waits, without a fixed time, until `fn` gives something true.
function eventually(fn)
  for _ = 1, 2000 do
    local value = fn()
    if value then return value end
    socketley.sleep(1)
  end
  error("it did not come true", 2)
end

_G.spec = spec
return cases
