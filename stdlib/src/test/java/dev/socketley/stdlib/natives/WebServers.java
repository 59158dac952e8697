package dev.socketley.stdlib.natives;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An HTTP and an HTTPS server with a certificate that no system trusts. */
final class WebServers implements AutoCloseable {
    private static final char[] PASSWORD = "not-secret".toCharArray();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer http;
    private final HttpsServer https;
    private final Path caFile;

    WebServers(Path directory) throws IOException {
        InetSocketAddress any = new InetSocketAddress("localhost", 0);
        http = HttpServer.create(any, 0);
        https = HttpsServer.create(any, 0);
        caFile = directory.resolve("ca.pem");
        https.setHttpsConfigurator(new HttpsConfigurator(tls(directory)));
        for (HttpServer server : new HttpServer[] {http, https}) {
            server.setExecutor(threads);
            server.createContext("/", WebServers::echo);
            server.createContext("/moved", x -> {
                x.getResponseHeaders().add("Location", "/hello");
                x.sendResponseHeaders(302, -1);
                x.close();
            });
            server.createContext("/chunked", x -> {
                x.sendResponseHeaders(200, 0);
                try (OutputStream out = x.getResponseBody()) {
                    for (int i = 0; i < 1000; i++) {
                        out.write("0123456789".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            });
            server.createContext("/silent", x -> await(closing));
            server.start();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers with the status of a number in the path and says what came in headers. */
    private static void echo(HttpExchange x) throws IOException {
        byte[] body;
        try (InputStream in = x.getRequestBody()) {
            body = in.readAllBytes();
        }
        String path = x.getRequestURI().getPath();
        int status = path.matches("/\\d{3}") ? Integer.parseInt(path.substring(1)) : 200;
        x.getResponseHeaders().add("X-Method", x.getRequestMethod());
        x.getResponseHeaders().add("X-Path", path);
        String custom = x.getRequestHeaders().getFirst("X-Custom");
        x.getResponseHeaders().add("X-Custom-Back", custom == null ? "none" : custom);
        x.getResponseHeaders().add("X-Host", x.getRequestHeaders().getFirst("Host"));
        boolean head = x.getRequestMethod().equals("HEAD");
        x.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            x.getResponseBody().write(body);
        }
        x.close();
    }

    private SSLContext tls(Path directory) throws IOException {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
            "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
            "san=dns:localhost", "-validity", "2", "-storetype", "PKCS12", "-keystore",
            store.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        try {
            keytool.getInputStream().readAllBytes();
            keytool.waitFor();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            byte[] certificate = keys.getCertificate("server").getEncoded();
            Files.writeString(caFile, "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n");
            KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    String http() {
        return "http://localhost:" + http.getAddress().getPort();
    }

    String https() {
        return "https://localhost:" + https.getAddress().getPort();
    }

    Path caFile() {
        return caFile;
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        https.stop(0);
        threads.close();
    }
}
