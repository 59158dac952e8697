-- Publish and subscribe through the channels of caches.
-- Natives: PubSubNatives.java.

local native, check = ...

---@class socketley.pubsub
local pubsub = {}

---Calls `fn` for each message published to a channel of a cache, in order and one at a time. The
---cache may be made later. The subscription ends with the runtime, or script, that made it.
---
---```lua
---local id = socketley.subscribe("users", "changes", function(channel, message)
---  print(channel, message)
---end)
---```
---@param cache string name of a cache
---@param channel string
---@param fn fun(channel: string, message: string)
---@return socketley.SubscriptionId id 1, 2, 3…
function pubsub.subscribe(cache, channel, fn)
  check.string("subscribe", 1, cache)
  check.string("subscribe", 2, channel)
  check.callable("subscribe", 3, fn)
  return native.subscribe(cache, channel,
    type(fn) == "function" and fn or function(...) fn(...) end)
end

---Ends a subscription.
---
---```lua
---local id = socketley.subscribe("users", "changes", print)
---assert(socketley.unsubscribe(id) == true)
---assert(socketley.unsubscribe(id) == false)
---```
---@param id socketley.SubscriptionId
---@return boolean ended false when there was none
function pubsub.unsubscribe(id)
  check.integer("unsubscribe", 1, id, 0)
  return native.unsubscribe(id)
end

---Publishes a message, to subscribers on the network and in scripts.
---
---```lua
---local count, err, code = socketley.publish("nobody", "changes", "hello")
---assert(count == nil and code == "ENOTFOUND")
---```
---@param cache string name of a running cache
---@param channel string
---@param message string
---@return integer? count how many received it
---@return string? err
---@return socketley.ErrorCode? code
function pubsub.publish(cache, channel, message)
  check.string("publish", 1, cache)
  check.string("publish", 2, channel)
  check.string("publish", 3, message)
  return native.publish(cache, channel, message)
end

return pubsub
