-- WebSocket rooms: Lua decides who hears what, the engine delivers. Line clients may come too.
-- Run:    ./socketley --lua examples/server/rooms.lua
-- Try:    new WebSocket("ws://localhost:8091/"), or nc localhost 8091; then
--           join music      hear what is said in the room "music"
--           watch           hear every room, as "music/ada: hi"
--           say music hi    say something there, to all but yourself
--           count music     how many would hear it
--           leave music
-- Prints: "room/<name> has <n>" whenever somebody joins or leaves

local commands = {}

function commands.join(id, room)
  self.subscribe(id, "room/" .. room)
  return "joined " .. room
end

function commands.leave(id, room)
  return self.unsubscribe(id, "room/" .. room) and "left " .. room or "you are not in " .. room
end

function commands.watch(id)
  self.subscribe(id, "room/+")
  return "watching"
end

function commands.count(_, room)
  return room .. " has " .. self.topic_count("room/" .. room)
end

function commands.say(id, rest)
  local room, text = rest:match("^(%S+)%s+(.+)$")
  if not room then return "say what?" end
  local heard = self.publish("room/" .. room, room .. "/" .. id .. ": " .. text, { except = id })
  return "heard by " .. heard
end

socketley.server("rooms", {
  port = 8091,
  idle_timeout = 300,
  topics_max = 100,
  on_client_message = function(id, message)
    local word, rest = message:match("^(%l+)%s*(.*)$")
    local command = commands[word]
    local ok, answer = pcall(function() return command and command(id, rest) end)
    self.send(id, ok and answer or "join, leave, watch, count or say")
    return true
  end,
  on_subscription = function(topic, count) print(topic .. " has " .. count) end,
})
