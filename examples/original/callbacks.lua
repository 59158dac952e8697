-- The original's manner: a table of runtimes, and hooks as global functions.
-- Run:     ./socketley --lua examples/original/callbacks.lua
-- Try:     nc localhost 9100, then type; what one writes, the others get
-- Prints:  started, connected, each message, disconnected, stopped

runtimes = {
  { type = "server", name = "room", port = 9100, start = true },
}

function on_start()
  print("started on port " .. self.port)
end

function on_connect(id)
  print("connected: " .. id)
  self.send(id, "hello " .. id)
end

function on_client_message(id, message)
  print(id .. " says " .. message)
end

function on_disconnect(id)
  print("disconnected: " .. id)
end

function on_stop()
  print("stopped")
end
