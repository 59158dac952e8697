-- One client that knows the password speaks; all others hear it, and it hears them.
-- Run:     ./socketley --lua examples/server/master.lua
-- Try:     nc localhost 7010, then type "master open sesame", and a second nc that only listens
-- Prints:  nothing; the log says who was denied, and who replaced whom as the master
--
-- The password is given as the SHA-256 of "open sesame", so that neither this file nor the
-- saved state has it:  printf %s 'open sesame' | sha256sum

socketley.server("stage", {
  port = 7010,
  mode = "master",
  master_pw = "sha256:41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb",
  master_forward = true, -- others reach the master, as "[id] message"
  master_tries_max = 3, -- of one connection
  master_ip_tries_max = 10, -- of one address, which is then locked out for a minute
  master_lock = 60,
})
