package dev.socketley.engine.tls;

import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What is known of one connection's TLS. <b>Thread:</b> the connection's loop. */
public final class TlsSession {
    private TlsSession() {}

    /**
     * Its facts by name.
     *
     * @return version, cipher, and where they apply alpn, server_name, and of the peer's
     *         certificate subject, issuer, serial, fingerprint (SHA-256) and not_after (Unix time)
     */
    public static Map<String, Object> facts(SslHandler handler) {
        Map<String, Object> facts = new LinkedHashMap<>();
        SSLSession session = handler.engine().getSession();
        facts.put("version", session.getProtocol());
        facts.put("cipher", session.getCipherSuite());
        if (handler.applicationProtocol() != null) {
            facts.put("alpn", handler.applicationProtocol());
        }
        String name = serverName(session);
        if (name != null) {
            facts.put("server_name", name);
        }
        peer(session, facts);
        return facts;
    }

    private static String serverName(SSLSession session) {
        List<SNIServerName> names = session instanceof ExtendedSSLSession extended
            ? extended.getRequestedServerNames() : List.of();
        return names.isEmpty() || !(names.getFirst() instanceof SNIHostName host) ? null
            : host.getAsciiName();
    }

    private static void peer(SSLSession session, Map<String, Object> facts) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
                facts.put("subject", own.getSubjectX500Principal().getName());
                facts.put("issuer", own.getIssuerX500Principal().getName());
                facts.put("serial", own.getSerialNumber().toString(16));
                facts.put("fingerprint", HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(own.getEncoded())));
                facts.put("not_after", own.getNotAfter().toInstant().getEpochSecond());
            }
        } catch (SSLPeerUnverifiedException e) {
            return; // it has shown none
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
