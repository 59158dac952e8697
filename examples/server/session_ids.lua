-- Every client gets a session that survives its connection: who comes back with the id is known.
-- Run:     ./socketley --lua examples/server/session_ids.lua
-- Try:     nc localhost 7011, note "session <id>"; again, and type "resume <id>"
-- Prints:  a line for each new and each resumed session

local sessions = {} -- id -> { seen = count }
local SESSIONS_MAX = 10000
local order = {} -- ids, oldest first
local oldest = 1

local function begin(client)
  local id = socketley.crypto.random(16)
  sessions[id] = { seen = 0 }
  order[#order + 1] = id
  if #order - oldest >= SESSIONS_MAX then
    sessions[order[oldest]] = nil
    oldest = oldest + 1
  end
  self.set_data(client, "session", id)
  print("new session " .. id)
  return id
end

socketley.server("sessions", {
  port = 7011,
  on_connect = function(client) self.send(client, "session " .. begin(client)) end,
  on_client_message = function(client, message)
    local wanted = message:match("^resume (%x+)$")
    if wanted then
      if not sessions[wanted] then
        self.send(client, "no such session")
        return true
      end
      sessions[self.get_data(client, "session")] = nil
      self.set_data(client, "session", wanted)
      print("resumed session " .. wanted)
      self.send(client, "welcome back, message " .. sessions[wanted].seen)
      return true
    end
    local session = sessions[self.get_data(client, "session")]
    session.seen = session.seen + 1
    self.send(client, "message " .. session.seen)
    return true
  end,
})
