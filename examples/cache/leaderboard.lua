-- Points of players, and who has the most.
-- Run:  ./socketley --lua examples/cache/leaderboard.lua
-- Try:  printf 'ann 10\nbob 7\nbob 5\ntop\n' | nc -q 1 localhost 9091
--       ann has 10, place 1
--       bob has 7, place 2
--       bob has 12, place 1
--       1. bob 12, 2. ann 10

socketley.cache("scores", { port = 6384 })

local board = socketley.leaderboard.new("scores", "points")

socketley.server("game", {
  port = 9091,
  on_client_message = function(id, message)
    local player, points = message:match("^(%S+) (-?%d+)$")
    if player then
      board:add(player, tonumber(points))
      local rank, score = board:rank(player)
      self.send(id, ("%s has %d, place %d"):format(player, score, rank))
    elseif message == "top" then
      local lines = {}
      for i, entry in ipairs(board:top(3)) do
        lines[i] = ("%d. %s %d"):format(entry.rank, entry.member, entry.score)
      end
      self.send(id, table.concat(lines, ", "))
    else
      self.send(id, "say: <player> <points>, or: top")
    end
    return true
  end,
})
