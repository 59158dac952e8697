-- A binary protocol: each message stands behind its length in four bytes. Here one of the form
-- operation, two numbers of four bytes each; the answer is one number.
-- Run:     ./socketley --lua examples/server/length32.lua
-- Try:     printf '\0\0\0\11+\0\0\0\2\0\0\0\3' | nc -q1 localhost 7032 | xxd
-- Answers: 0000 0004 0000 0005

local operations = {
  ["+"] = function(a, b) return a + b end,
  ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end,
}

socketley.server("sums", {
  port = 7032,
  framing = "length32",
  on_client_message = function(id, message)
    local work = operations[message:sub(1, 1)]
    if not work or #message ~= 9 then
      self.disconnect(id)
      return true
    end
    local a, b = string.unpack(">I4I4", message, 2)
    self.send(id, string.pack(">I4", work(a, b) % 2 ^ 32))
    return true
  end,
})
