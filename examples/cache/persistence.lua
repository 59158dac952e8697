-- A cache whose data outlives it, even a kill -9: each reply waits until the disk has the change.
-- Run:  ./socketley --lua examples/cache/persistence.lua
-- Try:  redis-cli -p 6386 INCR visits      (integer) 1
--       kill -9 the program, run it again
--       redis-cli -p 6386 INCR visits      (integer) 2

socketley.cache("kept", {
  port = 6386,
  resp = true,
  persistent = "kept.skv", -- a snapshot, written at stop and by SAVE
  append_log = true,       -- and every change since, in kept.skv.log/
  fsync = "always",        -- "everysec" is faster and may lose a second
})
