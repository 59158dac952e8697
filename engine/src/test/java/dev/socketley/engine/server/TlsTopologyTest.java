package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and proxies that connect through TLS to servers of the same engine. */
class TlsTopologyTest {
    @TempDir
    Path dir;

    private ServerFixture fixture;
    private TestAuthority authority;

    @BeforeEach
    void begin() {
        fixture = new ServerFixture();
        authority = new TestAuthority(dir, "authority");
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private ServerRuntime serve(TestAuthority.Issued shown, Object... more) {
        ServerRuntime[] server = new ServerRuntime[1];
        ScriptDouble echo = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            Map<String, Object> tls = server[0].tls((Long) args[0]);
            server[0].send((Long) args[0], (new String((byte[]) args[1]) + " "
                + (tls == null ? "plain" : tls.getOrDefault("subject", "nobody"))).getBytes());
            return true;
        }).on(Hook.ON_HTTP_REQUEST, args -> "served".getBytes());
        Object[] all = new Object[more.length + 6];
        System.arraycopy(more, 0, all, 6, more.length);
        Object[] own = {"tls", true, "cert", shown.cert().toString(), "key", shown.key().toString()};
        System.arraycopy(own, 0, all, 0, 6);
        server[0] = fixture.start("server", echo, all);
        return server[0];
    }

    private Runtime create(String type, ScriptDouble hooks, Object... options) {
        OptionSet set = fixture.engine.type(type).defaults();
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return fixture.engine.create(fixture.engine.type(type), type, set, hooks, "", null);
    }

    private String talk(String target, Object... options) {
        ScriptDouble hooks = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
        Object[] all = new Object[options.length + 2];
        System.arraycopy(options, 0, all, 2, options.length);
        all[0] = "target";
        all[1] = target;
        Runtime client = create("client", hooks, all);
        try {
            ServerFixture.await(client.start());
            client.loop().execute(() -> client.send("hi".getBytes()));
            ServerFixture.until("an answer", () -> !hooks.calls.isEmpty());
            return hooks.calls.getFirst();
        } finally {
            ServerFixture.await(fixture.engine.remove(client));
        }
    }

    private void refused(String why, String target, Object... options) {
        CompletionException e = assertThrows(CompletionException.class,
            () -> talk(target, options));
        EngineException cause = EngineException.of(e);
        assertEquals(ErrorCode.ETLS, cause.code(), cause::getMessage);
        assertTrue(cause.getMessage().contains(why), cause::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aClientBelievesTheServersOfItsAuthorityOnly(String provider) {
        ServerRuntime server = serve(authority.issue("local", "EC", "localhost"));
        String target = "tls://localhost:" + server.port();
        String ca = authority.file().toString();
        assertEquals("on_message hi nobody", talk(target, "ca", ca, "tls-provider", provider));
        refused(": its certificate is of no trusted authority", target, "tls-provider", provider);
        refused(": its certificate is for another host", target.replace("localhost", "127.0.0.1"),
            "ca", ca, "tls-provider", provider);
        assertEquals("on_message hi nobody", talk(target.replace("localhost", "127.0.0.1"),
            "ca", ca, "tls-provider", provider, "tls-name", "localhost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void anExpiredCertificateIsRefused(String provider) {
        ServerRuntime server = serve(authority.expired("old", "localhost"));
        assertEquals(1, fixture.logged("tls_certificate_dates"));
        refused(": its certificate has expired", "tls://localhost:" + server.port(), "ca",
            authority.file().toString(), "tls-provider", provider);
    }

    @Test
    void anInsecureClientBelievesAnythingAndSaysSo() {
        ServerRuntime server = serve(authority.expired("old", "other.test"));
        assertEquals("on_message hi nobody",
            talk("localhost:" + server.port(), "tls", true, "tls-insecure", true));
        assertEquals(1, fixture.logged("tls_insecure"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aClientShowsItsCertificate(String provider) {
        TestAuthority.Issued alice = authority.issue("alice", "RSA");
        ServerRuntime server = serve(authority.issue("local", "EC", "localhost"),
            "ca", authority.file().toString(), "client-cert", "need", "tls-provider", provider);
        assertEquals("on_message hi CN=alice,O=Tests", talk("tls://localhost:" + server.port(),
            "ca", authority.file().toString(), "cert", alice.cert().toString(),
            "key", alice.key().toString(), "tls-provider", provider));
    }

    @Test
    void aWebSocketPassesThroughTls() {
        ServerRuntime server = serve(authority.issue("local", "EC", "localhost"));
        assertEquals("on_message hi nobody false", talk("wss://localhost:" + server.port() + "/x",
            "ca", authority.file().toString()));
        refused(": its certificate is of no trusted authority",
            "wss://localhost:" + server.port());
    }

    @Test
    void clientsAndServersAgreeOnTheDevelopmentAuthority() throws IOException {
        String own = dir.resolve("dev").toString();
        ServerRuntime server = fixture.start("server", new ScriptDouble().on(
            Hook.ON_CLIENT_MESSAGE, args -> true), "tls", "dev", "tls-dir", own);
        server.loop().execute(() -> { });
        Runtime client = create("client", new ScriptDouble(), "target",
            "localhost:" + server.port(), "tls", "dev", "tls-dir", own);
        ServerFixture.await(client.start());
        assertEquals("rw-------", PosixFilePermissions.toString(
            Files.getPosixFilePermissions(dir.resolve("dev/ca-key.pem"))));
        String made = Files.readString(dir.resolve("dev/server.pem"));
        ServerFixture.await(fixture.engine.remove(client));
        ServerFixture.await(fixture.engine.remove(server));
        fixture.start("server", new ScriptDouble(), "tls", "dev", "tls-dir", own);
        assertEquals(made, Files.readString(dir.resolve("dev/server.pem")), "it is kept");
        assertEquals(2, fixture.logged("tls_dev"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp"})
    void aProxySpeaksTlsOnBothSides(String protocol) throws IOException {
        TestAuthority.Issued local = authority.issue("local", "EC", "localhost");
        ServerRuntime server = serve(local);
        Runtime proxy = create("proxy", new ScriptDouble(), "protocol", protocol, "backends",
            "tls://localhost:" + server.port(), "backend-ca", authority.file().toString(),
            "tls", true, "cert", local.cert().toString(), "key", local.key().toString(),
            "ephemeral", true, "bind", "127.0.0.1");
        ServerFixture.await(proxy.start());
        try (TlsWire wire = new TlsWire(proxy.port(), TlsWire.trusting(authority.certificate()))) {
            assertEquals("HTTP/1.1 200 OK\r",
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").line());
        }
        ServerFixture.await(fixture.engine.remove(proxy));
    }

    @Test
    void aProxyRefusesABackendThatItDoesNotBelieve() throws IOException {
        ServerRuntime server = serve(authority.issue("local", "EC", "localhost"));
        Runtime proxy = create("proxy", new ScriptDouble(), "backends",
            "https://localhost:" + server.port(), "ephemeral", true, "bind", "127.0.0.1");
        ServerFixture.await(proxy.start());
        try (Wire wire = new Wire("127.0.0.1", proxy.port())) {
            assertEquals("HTTP/1.1 502 Bad Gateway\r",
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").line());
        }
        assertTrue(fixture.log.stream().anyMatch(line -> line.startsWith("backend_failed")
            && line.contains("no trusted authority")), () -> fixture.log.toString());
        ServerFixture.await(fixture.engine.remove(proxy));
    }
}
