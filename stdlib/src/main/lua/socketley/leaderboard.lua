-- Members ordered by score, highest first, kept in a sorted set of a cache.

local _, check = ...

---@class socketley.leaderboard
local leaderboard = {}

---@class socketley.Leaderboard
local Board = {}

---@alias socketley.BoardEntry { member: string, score: number, rank: integer }

---Entries of a reply whose first has a rank.
local function entries(pairs_of, first)
  local all = {}
  for i, pair in ipairs(pairs_of) do
    all[i] = { member = pair[1], score = pair[2], rank = first + i - 1 }
  end
  return all
end

---Sets a member's score.
---
---```lua
---local board = socketley.leaderboard.new("nowhere", "points")
---local ok, err, code = board:set("ann", 10)
---assert(ok == nil and code == "ENOTFOUND")
---```
---@param member string
---@param score number
---@return boolean? ok nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Board:set(member, score)
  check.string("set", 1, member)
  local added, err, code = self._store:zadd(self._key, score, member)
  if not added then return nil, err, code end
  return true
end

---Adds to a member's score, which begins at 0.
---
---```lua
---local board = socketley.leaderboard.new("nowhere", "points")
---local score, err, code = board:add("ann", 5)
---```
---@param member string
---@param by number may be negative
---@return number? score the new one; nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Board:add(member, by)
  check.string("add", 1, member)
  return self._store:zincrby(self._key, by, member)
end

---A member's place, 1 for the highest score, and its score.
---
---```lua
---local board = socketley.leaderboard.new("nowhere", "points")
---local rank, score = board:rank("ann")
---```
---@param member string
---@return integer? rank nil for who is not there
---@return number|string? score or the message when refused
---@return socketley.ErrorCode? code
function Board:rank(member)
  check.string("rank", 1, member)
  local rank, err, code = self._store:zrevrank(self._key, member)
  if not rank then return nil, err, code end
  return rank + 1, self._store:zscore(self._key, member)
end

---The members with the highest scores.
---
---```lua
---local board = socketley.leaderboard.new("nowhere", "points")
---for _, entry in ipairs(board:top(10) or {}) do print(entry.rank, entry.member, entry.score) end
---```
---@param count integer
---@return socketley.BoardEntry[]? entries nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Board:top(count)
  check.integer("top", 1, count, 1)
  local found, err, code = self._store:zrange(self._key, 0, count - 1, "REV", "WITHSCORES")
  if not found then return nil, err, code end
  return entries(found, 1)
end

---A member and its neighbours.
---
---```lua
---local board = socketley.leaderboard.new("nowhere", "points")
---local near = board:around("ann", 2)
---```
---@param member string
---@param distance integer how many before and behind it
---@return socketley.BoardEntry[]? entries nil for who is not there
---@return string? err
---@return socketley.ErrorCode? code
function Board:around(member, distance)
  check.string("around", 1, member)
  check.integer("around", 2, distance, 0)
  local rank, err, code = self._store:zrevrank(self._key, member)
  if not rank then return nil, err, code end
  local first = math.max(rank - distance, 0)
  local found
  found, err, code = self._store:zrange(self._key, first, rank + distance, "REV", "WITHSCORES")
  if not found then return nil, err, code end
  return entries(found, first + 1)
end

---Removes a member.
---
---```lua
---local removed = socketley.leaderboard.new("nowhere", "points"):remove("ann")
---```
---@param member string
---@return boolean? removed whether it was there; nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Board:remove(member)
  check.string("remove", 1, member)
  local count, err, code = self._store:zrem(self._key, member)
  if not count then return nil, err, code end
  return count == 1
end

---How many members there are.
---
---```lua
---local count = socketley.leaderboard.new("nowhere", "points"):count()
---```
---@return integer? count nil when the cache refuses
---@return string? err
---@return socketley.ErrorCode? code
function Board:count()
  return self._store:zcard(self._key)
end

Board.__index = Board
Board.__name = "socketley.Leaderboard"

---A leaderboard in a cache; the first member creates it.
---
---```lua
---local board = socketley.leaderboard.new("scores", "points of today")
---```
---@param cache string name of the cache
---@param key string
---@return socketley.Leaderboard board
function leaderboard.new(cache, key)
  check.string("new", 1, cache)
  check.string("new", 2, key)
  return setmetatable({ _store = socketley.cache(cache), _key = key }, Board)
end

return { leaderboard = check.namespace("socketley.leaderboard", leaderboard) }
