-- Connects to the port in its first argument, greets, and answers each line.
socketley.client("caller", {
  target = "127.0.0.1:" .. arg[1],
  reconnect = true,
  reconnect_ms_min = 10,
  on_connect = function() self.send("hello") end,
  on_message = function(message) self.send(#message .. " " .. message) end,
})
