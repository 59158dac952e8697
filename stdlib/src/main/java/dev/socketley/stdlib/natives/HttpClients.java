package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The process's HTTP clients, one per way of trusting, made when first needed.
 * <b>Thread:</b> any, but not a loop's: reading certificates may block.
 * <b>Bounds:</b> {@link #CLIENTS_MAX} kept, the oldest is let go.
 */
final class HttpClients {
    private static final int CLIENTS_MAX = 16;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(30);

    /** Scripts may say which virtual host they mean; read once, when the JDK's client loads. */
    static void allowHostHeader() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders",
            System.getProperty("jdk.httpclient.allowRestrictedHeaders", "host"));
    }

    /** @param caFile certificates to trust instead of the system's, or null */
    record Trust(Path caFile, boolean insecure) {}

    private record Key(Trust trust, long caChanged, boolean redirects) {}

    private static final Map<Key, HttpClient> CLIENTS = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, HttpClient> eldest) {
            return size() > CLIENTS_MAX;
        }
    };

    private HttpClients() {}

    /** @throws EngineException EIO when the CA file cannot be read */
    static HttpClient get(Trust trust, boolean redirects) {
        try {
            long changed = trust.caFile() == null ? 0
                : Files.getLastModifiedTime(trust.caFile()).toMillis();
            Key key = new Key(trust, changed, redirects);
            synchronized (CLIENTS) {
                HttpClient known = CLIENTS.get(key);
                if (known == null) {
                    known = make(key);
                    CLIENTS.put(key, known);
                }
                return known;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineException(ErrorCode.EIO,
                "cannot read certificates of ca_file '" + trust.caFile() + "'", e);
        }
    }

    private static HttpClient make(Key key) throws IOException, GeneralSecurityException {
        HttpClient.Builder out = HttpClient.newBuilder().connectTimeout(CONNECT_MAX)
            .followRedirects(key.redirects() ? HttpClient.Redirect.NORMAL
                : HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
        TrustManager[] trust = key.trust().insecure() ? new TrustManager[] {new TrustAll()}
            : key.trust().caFile() != null ? only(key.trust().caFile()) : null;
        if (trust != null) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust, null);
            out.sslContext(context);
        }
        return out.build();
    }

    private static TrustManager[] only(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int n = 0;
        try (InputStream in = Files.newInputStream(caFile)) {
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + n++, c);
            }
        }
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** For {@code insecure = true} alone; being extended, it also leaves host names unchecked. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
