-- A cache and two that follow it, which answer reads. On another machine: replicate = "10.0.0.5:6390".
-- Run:  ./socketley --lua examples/cache/replicas.lua
-- Try:  redis-cli -p 6390 SET greeting hello
--       redis-cli -p 6391 GET greeting         "hello"
--       redis-cli -p 6391 SET greeting no      READONLY You can't write against a read only replica.
--       redis-cli -p 6390 WAIT 2 1000          (integer) 2: both have it
--       redis-cli -p 6391 REPLICAOF NO ONE     it follows nobody any more, and may be written

socketley.cache("leader", { port = 6390 })
socketley.cache("reader-1", { port = 6391, replicate = "leader", mode = "admin" })
socketley.cache("reader-2", { port = 6392, replicate = "leader" })
