package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.TestAuthority;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS in front of a server, with either provider. */
class ServerTlsTest {
    @TempDir
    Path dir;

    private ServerFixture fixture;
    private TestAuthority authority;
    private TestAuthority.Issued local;

    @BeforeEach
    void begin() {
        fixture = new ServerFixture();
        authority = new TestAuthority(dir, "authority");
        local = authority.issue("local", "EC", "localhost", "127.0.0.1");
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private ServerRuntime start(String provider, Hooks hooks, Object... more) {
        Object[] all = new Object[more.length + 8];
        System.arraycopy(more, 0, all, 0, more.length);
        Object[] own = {"tls", true, "cert", local.cert().toString(), "key", local.key().toString(),
            "tls-provider", provider};
        System.arraycopy(own, 0, all, more.length, own.length);
        return fixture.start("secure", hooks, all);
    }

    private ScriptDouble answering(ServerRuntime[] server) {
        return new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            server[0].send((Long) args[0], (byte[]) args[1]);
            return true;
        });
    }

    private ServerRuntime echo(String provider, Object... more) {
        ServerRuntime[] server = new ServerRuntime[1];
        server[0] = start(provider, answering(server), more);
        return server[0];
    }

    private TlsWire wire(ServerRuntime server) throws IOException {
        return new TlsWire(server.port(), TlsWire.trusting(authority.certificate()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void linesPassEncrypted(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        try (TlsWire wire = wire(server)) {
            assertEquals("hello", wire.send("hello\n").line());
            assertEquals("TLSv1.3", wire.session().getProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void everyFramingPassesEncryptedWithWorkersToo(String provider) throws IOException {
        for (int workers : new int[] {0, 2}) {
            ServerRuntime server = echo(provider, "workers", (long) workers);
            try (TlsWire wire = wire(server)) {
                assertEquals("SAY hi", wire.send("*2\r\n$3\r\nSAY\r\n$2\r\nhi\r\n").line());
            }
            ServerFixture.await(fixture.engine.remove(server));
            for (String framing : List.of("length32", "raw")) {
                ServerRuntime framed = echo(provider, "framing", framing, "workers", (long) workers);
                try (TlsWire wire = wire(framed)) {
                    assertEquals("\0\0\0\3hi", wire.send("\0\0\0\3hi\n").line());
                }
                ServerFixture.await(fixture.engine.remove(framed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aLongAnswerArrivesWhole(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        String text = "x".repeat(900_000);
        try (TlsWire wire = wire(server)) {
            assertEquals(text, wire.send(text + "\n").line());
        }
    }

    /** The first bytes would wait for the copy, and each client that reads slowly would have one. */
    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aLargeAnswerIsNotCopiedBeforeItIsSent(String provider) throws IOException {
        byte[] body = new byte[15 << 20];
        ServerRuntime server =
            start(provider, new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> body));
        ByteBufAllocatorMetric memory =
            ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        try (TlsWire wire = wire(server)) {
            long before = memory.usedDirectMemory();
            wire.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
            ServerFixture.until("the answer is under way",
                () -> server.counters().get(Metric.SENT_MESSAGES) == 1);
            long taken = ServerFixture.on(server, () -> memory.usedDirectMemory() - before);
            assertTrue(taken < body.length, () -> taken + " bytes beside the body");
            assertEquals("HTTP/1.1 200 OK\r", wire.line());
        }
    }

    @Test
    void whatIsSentBeforeTheClientsEndIsAnswered() throws IOException {
        ServerRuntime server = echo("jdk");
        try (TlsWire wire = wire(server)) {
            wire.send("one\ntwo\n");
            wire.socket.shutdownOutput();
            assertEquals("one", wire.line());
            assertEquals("two", wire.line());
            assertNull(wire.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aDisconnectedClientReadsTheLastWordAndAnEnd(String provider) throws IOException {
        ServerRuntime[] server = new ServerRuntime[1];
        server[0] = start(provider, new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            server[0].send((Long) args[0], "bye".getBytes());
            server[0].disconnect((Long) args[0]);
            return true;
        }));
        try (TlsWire wire = wire(server[0])) {
            assertEquals("bye", wire.send("x\n").line());
            assertNull(wire.line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void theClientsCertificateIsKnownToTheScript(String provider) throws IOException {
        TestAuthority.Issued alice = authority.issue("alice", "EC");
        ServerRuntime[] server = new ServerRuntime[1];
        List<Map<String, Object>> facts = new CopyOnWriteArrayList<>();
        ScriptDouble script = answering(server).on(Hook.ON_AUTH, args -> {
            facts.add(server[0].tls((Long) args[0]));
            return true;
        });
        server[0] = start(provider, script, "ca", authority.file().toString(), "client-cert", "need");
        SSLContext own = TlsWire.context(authority.certificate(), alice.pair().getPrivate(),
            alice.certificate());
        try (TlsWire wire = new TlsWire(server[0].port(), own, "localhost")) {
            assertEquals("hi", wire.send("hi\n").line());
        }
        assertEquals("CN=alice,O=Tests", facts.getFirst().get("subject"));
        assertEquals("CN=authority", facts.getFirst().get("issuer"));
        assertEquals("TLSv1.3", facts.getFirst().get("version"));
        assertEquals(alice.certificate().getSerialNumber().toString(16),
            facts.getFirst().get("serial"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aClientWithoutACertificateIsRefusedWhereOneIsNeeded(String provider) throws IOException {
        ServerRuntime server = echo(provider, "ca", authority.file().toString(),
            "client-cert", "need");
        assertThrows(IOException.class, () -> {
            try (TlsWire wire = wire(server)) {
                wire.send("hi\n");
                throw new IOException("an answer or an end: " + wire.line());
            }
        });
        ServerFixture.until("refused is counted",
            () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 1);
        assertEquals(0, server.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aCertificateOfAnotherAuthorityIsRefused(String provider) throws IOException {
        TestAuthority.Issued mallory = new TestAuthority(dir, "other").issue("mallory", "EC");
        ServerRuntime server = echo(provider, "ca", authority.file().toString(),
            "client-cert", "want");
        SSLContext own = TlsWire.context(authority.certificate(), mallory.pair().getPrivate(),
            mallory.certificate());
        assertThrows(IOException.class, () -> {
            // the JDK shows only a certificate that the server's list of authorities has
            SSLContext forced = TlsWire.showing(authority.certificate(), mallory);
            try (TlsWire wire = new TlsWire(server.port(), forced)) {
                wire.send("hi\n");
                throw new IOException("an answer or an end: " + wire.line());
            }
        });
        try (TlsWire wire = new TlsWire(server.port(), own)) {
            assertEquals("hi", wire.send("hi\n").line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void theNameAskedForChoosesTheCertificate(String provider) throws IOException {
        TestAuthority.Issued one = authority.issue("one", "RSA", "one.test", "*.wild.test");
        ServerRuntime server = fixture.start("secure", new ScriptDouble(), "tls", "on", "cert",
            List.of(local.cert().toString(), one.cert().toString()), "key",
            List.of(local.key().toString(), one.key().toString()), "tls-provider", provider);
        assertEquals(local.certificate(), shown(server, "localhost"));
        assertEquals(one.certificate(), shown(server, "one.test"));
        assertEquals(one.certificate(), shown(server, "ONE.test"));
        assertEquals(one.certificate(), shown(server, "a.wild.test"));
        assertEquals(local.certificate(), shown(server, "a.b.wild.test"));
        assertEquals(local.certificate(), shown(server, "unknown.test"));
        assertEquals(local.certificate(), shown(server));
    }

    private Certificate shown(ServerRuntime server, String... name) throws IOException {
        try (TlsWire wire = new TlsWire(server.port(),
                TlsWire.trusting(authority.certificate()), name)) {
            return wire.session().getPeerCertificates()[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk"})
    void anEd25519CertificateIsShown(String provider) throws IOException {
        TestAuthority.Issued ed = authority.issue("ed", "Ed25519", "localhost");
        ServerRuntime server = fixture.start("secure", new ScriptDouble(), "tls", "on", "cert",
            ed.cert().toString(), "key", ed.key().toString(), "tls-provider", provider);
        assertEquals(ed.certificate(), shown(server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void renewedFilesAreForNewConnectionsAndOldOnesStay(String provider) throws IOException {
        ServerRuntime server = echo(provider, "tls-watch-ms", 20);
        try (TlsWire before = wire(server)) {
            assertEquals("1", before.send("1\n").line());
            Files.writeString(local.cert(), "no certificate");
            ServerFixture.until("the bad file is told of",
                () -> fixture.logged("tls_renewal_failed") == 1);
            assertEquals(local.certificate(), shown(server));
            TestAuthority.Issued next = authority.issue("local", "EC", "localhost", "127.0.0.1");
            ServerFixture.until("the renewal is told of", () -> fixture.logged("tls_renewed") == 1);
            assertEquals(next.certificate(), shown(server));
            assertEquals("2", before.send("2\n").line());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aSessionIsResumed(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        SSLContext client = TlsWire.trusting(authority.certificate());
        long[] made = new long[2];
        for (int i = 0; i < 2; i++) {
            try (TlsWire wire = new TlsWire(server.port(), client, "localhost")) {
                assertEquals("x", wire.send("x\n").line());
                made[i] = wire.session().getCreationTime();
            }
        }
        assertEquals(made[0], made[1], "the second has the first one's session");
    }

    @Test
    void aSessionIsResumedAcrossARenewal() throws IOException {
        ServerRuntime server = echo("openssl", "tls-watch-ms", 20);
        SSLContext client = TlsWire.trusting(authority.certificate());
        long[] made = new long[2];
        for (int i = 0; i < 2; i++) {
            try (TlsWire wire = new TlsWire(server.port(), client, "localhost")) {
                assertEquals("x", wire.send("x\n").line());
                made[i] = wire.session().getCreationTime();
            }
            if (i == 0) {
                authority.issue("local", "EC", "localhost", "127.0.0.1");
                ServerFixture.until("the renewal is told of", () -> fixture.logged("tls_renewed") == 1);
            }
        }
        assertEquals(made[0], made[1], "the second has the first one's session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void ciphersWithoutForwardSecrecyOrAuthenticationAreRefused(String provider) throws IOException {
        TestAuthority.Issued rsa = authority.issue("rsa", "RSA", "localhost");
        ServerRuntime server = fixture.start("secure", new ScriptDouble(), "tls", "on", "cert",
            rsa.cert().toString(), "key", rsa.key().toString(), "tls-provider", provider);
        // ECDHE and GCM; then RSA and GCM, ECDHE and CBC twice, DHE and GCM, RSA and CBC
        try (Wire wire = new Wire(server)) {
            assertEquals(0x16, wire.send(TlsWire.helloOfTls12("c02f")).bytes(1)[0]);
        }
        for (String old : List.of("009c", "c013", "c027", "009e", "002f")) {
            try (Wire wire = new Wire(server)) {
                byte[] alert = wire.send(TlsWire.helloOfTls12(old)).bytes(7);
                assertEquals("21 2 40", alert[0] + " " + alert[5] + " " + alert[6],
                    old + ": fatal, handshake_failure");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3600})
    void noSessionIsResumedWhereNoneMay(int seconds) throws IOException {
        ServerRuntime server = echo("openssl", "tls-session-timeout", seconds);
        SSLContext client = TlsWire.trusting(authority.certificate());
        Set<Long> made = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            try (TlsWire wire = new TlsWire(server.port(), client, "localhost")) {
                assertEquals("x", wire.send("x\n").line());
                made.add(wire.session().getCreationTime());
            }
        }
        assertEquals(seconds == 0, made.size() > 1, () -> "sessions: " + made.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aClientMayNotNegotiateAgain(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        SSLContext client = TlsWire.trusting(authority.certificate());
        try (SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            socket.getOutputStream().write("x\n".getBytes());
            assertEquals("x\n", new String(socket.getInputStream().readNBytes(2)));
            assertThrows(IOException.class, () -> {
                socket.startHandshake();
                socket.getOutputStream().write("y\n".getBytes());
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void filesPassEncrypted(String provider) throws IOException {
        Path site = Files.createDirectory(dir.resolve("site-" + provider));
        byte[] much = new byte[3_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 >> 3);
        }
        Files.write(site.resolve("much.bin"), much);
        Files.writeString(site.resolve("little.txt"), "little");
        ServerRuntime server = start(provider, Hooks.NONE, "http-dir", site.toString());
        try (TlsWire wire = wire(server)) {
            assertEquals("little", body(wire, "/little.txt", "", 6));
            String text = body(wire, "/much.bin", "", much.length);
            assertEquals(new String(much, StandardCharsets.ISO_8859_1), text);
            assertEquals(text.substring(1_000_000, 2_000_000),
                body(wire, "/much.bin", "Range: bytes=1000000-1999999\r\n", 1_000_000));
        }
    }

    private static String body(TlsWire wire, String path, String more, int bytes)
            throws IOException {
        wire.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n");
        for (String line = wire.line(); !line.equals("\r"); line = wire.line()) {
            assertTrue(!line.isEmpty());
        }
        return new String(wire.socket.getInputStream().readNBytes(bytes),
            StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void theApplicationProtocolIsAgreed(String provider) throws IOException {
        ServerRuntime server = echo(provider, "tls-alpn", "chat,http/1.1");
        SSLContext client = TlsWire.trusting(authority.certificate());
        assertEquals("chat", TlsWire.agreed(server.port(), client, "http/1.1", "chat"));
        assertEquals("http/1.1", TlsWire.agreed(server.port(), client, "h2", "http/1.1"));
        assertEquals("", TlsWire.agreed(server.port(), client, "h2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void oldVersionsAreRefused(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        assertEquals("TLSv1.2", TlsWire.version(server.port(),
            TlsWire.trusting(authority.certificate()), "TLSv1.2"));
        try (Wire wire = new Wire(server)) {
            wire.send(TlsWire.HELLO_OF_TLS_1_1);
            // an alert of level fatal: protocol_version
            byte[] alert = wire.bytes(7);
            assertEquals(0x15, alert[0]);
            assertEquals(2, alert[5]);
            assertEquals(70, alert[6]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void aMinimumOf13RefusesTheOneBefore(String provider) throws IOException {
        ServerRuntime server = echo(provider, "tls-min", 1.3);
        assertThrows(SSLException.class, () -> TlsWire.version(server.port(),
            TlsWire.trusting(authority.certificate()), "TLSv1.2"));
        assertEquals("TLSv1.3", TlsWire.version(server.port(),
            TlsWire.trusting(authority.certificate()), "TLSv1.3"));
    }

    @Test
    void plainHttpIsToldThatThePortSpeaksTls() throws IOException {
        ServerRuntime server = echo("auto");
        try (Wire wire = new Wire(server)) {
            assertEquals("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 26\r\nConnection: close\r\n\r\nthis port speaks TLS only\n",
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").rest());
        }
        try (Wire wire = new Wire(server)) {
            assertEquals("this port speaks TLS only\n", wire.send("hi\n").rest());
        }
        assertEquals(0, server.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void garbageInsteadOfAHandshakeIsCutOff(String provider) throws IOException {
        ServerRuntime server = echo(provider);
        try (Wire wire = new Wire(server)) {
            assertEquals("", wire.send(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}).rest());
        }
        try (Wire wire = new Wire(server)) {
            wire.send(new byte[] {0x16, 3, 1, 0, 5, 9, 9, 9, 9, 9});
            assertEquals(0x15, wire.bytes(1)[0]); // an alert, then the end
            wire.rest();
        }
        ServerFixture.until("both are counted",
            () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0001\u0000\u0001"})
    void aSlowHandshakeIsCutOff(String begun) throws IOException {
        ServerRuntime server = echo("auto", "handshake-ms-max", 100);
        try (Wire wire = new Wire(server)) {
            if (!begun.isEmpty()) {
                wire.send(begun);
            }
            assertEquals("", wire.rest());
        }
        ServerFixture.until("it is counted",
            () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void plainAndEncryptedClientsShareAPort(String provider) throws IOException {
        ServerRuntime server = echo(provider, "tls-plain", true, "detect-ms-max", 50);
        try (TlsWire secure = wire(server); Wire plain = new Wire(server)) {
            assertEquals("a", secure.send("a\n").line());
            assertEquals("b", plain.send("b\n").line());
            server.loop().execute(() -> server.broadcast("to all".getBytes()));
            assertEquals("to all", secure.line());
            assertEquals("to all", plain.line());
        }
        ServerFixture.until("both are gone", () -> server.connections() == 0);
        try (Wire silent = new Wire(server)) {
            ServerFixture.until("the silent one is in", () -> server.connections() == 1);
            server.loop().execute(() -> server.broadcast("hello".getBytes()));
            assertEquals("hello", silent.line());
        }
    }

    @Test
    void filesThatCannotBeUsedFailTheStart() throws IOException {
        Path none = dir.resolve("none.pem");
        Path text = Files.writeString(dir.resolve("text.pem"), "hello");
        TestAuthority.Issued other = authority.issue("other", "EC");
        refused("cert: a certificate file expected with tls=on (or tls=dev)", "tls", true);
        refused("cert: " + none + ": no such file", "tls", true, "cert", none.toString());
        refused("cert: " + text + ": holds neither a certificate nor a private key", "tls", true,
            "cert", text.toString());
        refused("key: " + local.cert() + ": holds no private key", "tls", true, "cert",
            local.cert().toString());
        refused("key: " + other.key() + ": does not belong to the certificate in " + local.cert(),
            "tls", true, "cert", local.cert().toString(), "key", other.key().toString());
        refused("ca: a file of authorities expected with client_cert=need", "tls", true, "cert",
            local.cert().toString(), "key", local.key().toString(), "client-cert", "need");
        refused("key: one for each of the 1 in cert expected, or none, got 2", "tls", true, "cert",
            local.cert().toString(), "key", "a,b");
        TestAuthority.Issued ed = authority.issue("ed", "Ed25519");
        refused("tls_provider: openssl does not sign with Ed25519 keys, jdk or auto does", "tls",
            true, "cert", ed.cert().toString(), "key", ed.key().toString(), "tls-provider",
            "openssl");
        refused("cert: " + dir + ": is a directory", "tls", true, "cert", dir.toString());
    }

    private void refused(String message, Object... options) {
        Object[] all = new Object[options.length + 2];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "ephemeral";
        all[options.length + 1] = true;
        ServerRuntime server = fixture.create("bad", new ScriptDouble(), "", all);
        CompletionException e = assertThrows(CompletionException.class,
            () -> ServerFixture.await(server.start()));
        assertEquals(message, EngineException.of(e).getMessage());
        ServerFixture.await(fixture.engine.remove(server));
    }

    @Test
    void oneAddressMayHoldSoManyConnections() throws IOException {
        ServerRuntime server = fixture.start("few", new ScriptDouble(), "max-connections-per-ip", 2);
        try (Wire one = new Wire(server); Wire two = new Wire(server); Wire three = new Wire(server)) {
            assertEquals("", three.rest());
            ServerFixture.until("two are in", () -> server.connections() == 2);
            one.socket.close();
            ServerFixture.until("one left", () -> server.connections() == 1);
            try (Wire four = new Wire(server)) {
                ServerFixture.until("another is in", () -> server.connections() == 2);
                two.send("x\n");
                assertEquals("x", four.line());
            }
        }
        assertEquals(1, server.counters().get(Metric.REFUSED_CONNECTIONS));
    }
}
