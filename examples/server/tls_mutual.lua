-- A line server that only clients with a certificate of our authority may use, and that knows
-- each by its name.
-- Make:    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
--            -subj /CN=authority -keyout ca-key.pem -out ca.pem
--          for who in localhost alice; do
--            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=$who \
--              -addext subjectAltName=DNS:$who -keyout $who-key.pem -out $who.csr
--            openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca-key.pem -days 30 \
--              -copy_extensions copyall -out $who.pem
--          done
-- Run:     ./socketley --lua examples/server/tls_mutual.lua   (where those files are)
-- Try:     openssl s_client -quiet -connect localhost:7443 -CAfile ca.pem \
--            -cert alice.pem -key alice-key.pem               and type
-- Prints:  CN=alice came with TLSv1.3
-- Answers: hello CN=alice: and what was typed

socketley.server("vault", {
  port = 7443,
  tls = true,
  cert = "localhost.pem", key = "localhost-key.pem",
  ca = "ca.pem", client_cert = "need",
  on_connect = function(id)
    local tls = self.tls(id)
    print(tls.subject .. " came with " .. tls.version)
  end,
  on_client_message = function(id, message)
    self.send(id, "hello " .. self.tls(id).subject .. ": " .. message)
    return true
  end,
})
