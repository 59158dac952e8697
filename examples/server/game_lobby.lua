-- A lobby that makes its rooms as servers of their own and hands clients over to them.
-- Run:     ./socketley --lua examples/server/game_lobby.lua
-- Try:     nc localhost 7018, then type "join rapid", moves, "leave"
-- Prints:  a line when somebody enters or leaves a room

local ROOMS = { rapid = 10, blitz = 3 } -- minutes

local function room(name, minutes)
  local players = {}
  return {
    -- No port: clients come from the lobby only. Their messages arrive here while they are in.
    on_connect = function(id)
      players[id] = true
      print(id .. " entered " .. name)
      self.send(id, "welcome to " .. name .. ", " .. minutes .. " minutes each")
      self.owner_broadcast("somebody plays " .. name)
    end,
    on_client_message = function(id, message)
      if message == "leave" then
        self.send(id, "back in the lobby")
        self.unroute(id)
      else
        for player in pairs(players) do self.send(player, id .. " moves " .. message) end
      end
      return true
    end,
    on_disconnect = function(id)
      players[id] = nil
      print(id .. " left " .. name)
    end,
  }
end

socketley.server("lobby", {
  port = 7018,
  on_start = function()
    for name, minutes in pairs(ROOMS) do socketley.server(name, room(name, minutes)) end
  end,
  on_client_message = function(id, message)
    local name = message:match("^join (%w+)$")
    if name and ROOMS[name] and self.route(id, name) then return true end
    self.send(id, "rooms: blitz, rapid; say: join <room>")
    return true
  end,
})
