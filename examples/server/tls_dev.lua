-- A page over https on this machine, with nothing to prepare: the first run makes an authority
-- and a certificate for localhost, and later runs find them.
-- Run:     ./socketley --lua examples/server/tls_dev.lua
-- Prints:  tls_dev … with the path of the authority and how curl and Chromium trust it
-- Try:     curl --cacert ~/.local/share/socketley/tls/ca.pem https://localhost:8443/
-- Answers: hello over TLSv1.3

socketley.server("page", {
  port = 8443,
  tls = "dev",
  on_http_request = function(req)
    return { headers = { ["Content-Type"] = "text/plain" },
      body = "hello over " .. self.tls(req.client_id).version .. "\n" }
  end,
})
