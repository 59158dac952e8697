-- What Redis clients publish reaches browsers and terminals, and the other way round.
-- Run:  ./socketley --lua examples/cache/pubsub.lua
-- Try:  nc localhost 9092                      (and wait)
--       redis-cli -p 6385 PUBLISH news hello   the terminal shows: hello
--       redis-cli -p 6385 SUBSCRIBE said       shows what the terminal sends

socketley.cache("channels", { port = 6385, resp = true })

socketley.server("terminals", {
  port = 9092,
  on_start = function()
    socketley.subscribe("channels", "news", function(_, message)
      self.broadcast(message)
    end)
  end,
  on_client_message = function(_, message)
    socketley.publish("channels", "said", message)
    return true
  end,
})
