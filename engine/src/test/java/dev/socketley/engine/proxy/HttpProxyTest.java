package dev.socketley.engine.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.proxy.ProxyFixture.Script;
import dev.socketley.engine.proxy.ProxyFixture.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a proxy makes of requests and responses that are as they should be. */
@Timeout(60)
class HttpProxyTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: test\r\n";

    private ProxyFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new ProxyFixture();
    }

    @AfterEach
    void end() throws IOException {
        fixture.close();
    }

    @Test
    void manyRequestsOfOneConnectionAreEachRoutedAndUseFewBackendConnections() throws IOException {
        StubBackend a = fixture.named("a");
        StubBackend b = fixture.named("b");
        ProxyRuntime proxy = fixture.proxy(a, b);
        Wire wire = fixture.wire(proxy);
        for (int i = 0; i < 50; i++) {
            assertEquals("200 a /" + i, wire.get("/" + i));
            assertEquals("200 b /" + i, wire.get("/" + i));
        }
        assertEquals(1, a.accepted());
        assertEquals(1, b.accepted());
        assertEquals(100L, proxy.stats().get("total_messages"));
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        Wire wire = fixture.through(fixture.named("a"), fixture.named("b"));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: t\r\n\r\n");
        }
        wire.send(all.toString());
        for (int i = 0; i < 200; i++) {
            assertEquals("200 " + (i % 2 == 0 ? "a" : "b") + " /" + i, wire.response());
        }
    }

    @Test
    void everySplitOfARequestIsUnderstood() throws IOException {
        StubBackend echo = fixture.backend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                assertTrue(head.startsWith("POST /p?q=1 HTTP/1.1\r\n"), head);
                peer.ok(peer.text(5));
            }
        });
        Wire wire = fixture.through(echo);
        String request = "POST /p?q=1 HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello";
        for (int at = 1; at < request.length(); at++) {
            wire.send(request.substring(0, at));
            wire.send(request.substring(at));
            assertEquals("200 hello", wire.response());
        }
        for (char c : request.toCharArray()) {
            wire.send(String.valueOf(c));
        }
        assertEquals("200 hello", wire.response());
    }

    @Test
    void everySplitOfAResponseIsUnderstood() throws IOException {
        String response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nEtag: z\r\n\r\n";
        AtomicInteger at = new AtomicInteger();
        StubBackend splitting = fixture.backend(peer -> {
            while (peer.head() != null) {
                peer.send(response.substring(0, at.get()));
                peer.send(response.substring(at.get()));
            }
        });
        Wire wire = fixture.through(splitting);
        String body = response.substring(response.indexOf("\r\n\r\n") + 4);
        for (int i = 1; i < response.length(); i++) {
            at.set(i);
            wire.send(GET + "\r\n");
            assertTrue(wire.head().contains("Transfer-Encoding: chunked\r\n"));
            assertEquals(body, wire.text(body.length()));
        }
        assertEquals(1, splitting.accepted());
    }

    @Test
    void headsSayForWhomAndNothingOfTheLastHop() throws IOException {
        StubBackend a = fixture.named("a");
        Wire wire = fixture.through(a);
        wire.send("GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: x-once, host, keep-alive\r\n"
            + "X-Once: 1\r\nX-Twice: 2\r\nKeep-Alive: 5\r\nTE: gzip\r\nUpgrade: h2c\r\n"
            + "Proxy-Connection: a\r\nX-Forwarded-For: 10.0.0.1\r\nAccept: */*\r\n\r\n");
        assertEquals("200 a /", wire.response());
        assertEquals("GET / HTTP/1.1\r\nHost: shop.example\r\nX-Twice: 2\r\nAccept: */*\r\n"
            + "X-Forwarded-For: 10.0.0.1, 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
            + "X-Forwarded-Host: shop.example\r\n\r\n", a.heads.getFirst());
    }

    @Test
    void hostAndForwardedHeadersFollowTheirOptions() throws IOException {
        StubBackend a = fixture.named("a");
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", a.address(),
            "host-header", "backend", "forwarded-headers", "replace");
        fixture.wire(proxy).send(GET + "X-Forwarded-For: 6.6.6.6\r\n"
            + "X-Forwarded-Proto: https\r\n\r\n").response();
        assertEquals("GET /x HTTP/1.1\r\nHost: " + a.address() + "\r\n"
            + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
            + "X-Forwarded-Host: test\r\n\r\n", a.heads.getFirst());
    }

    @Test
    void bodilessResponsesEndWithTheirHeads() throws IOException {
        StubBackend odd = fixture.backend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                peer.send(head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                    : head.contains("/204") ? "HTTP/1.1 204 No Content\r\n\r\n"
                    : "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
            }
        });
        Wire wire = fixture.through(odd);
        for (int i = 0; i < 3; i++) {
            wire.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", wire.head());
            wire.send("GET /204 HTTP/1.1\r\nHost: t\r\n\r\n");
            assertEquals("HTTP/1.1 204 No Content\r\n\r\n", wire.head());
            wire.send("GET /304 HTTP/1.1\r\nHost: t\r\n\r\n");
            assertEquals("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", wire.head());
        }
        assertEquals(1, odd.accepted());
    }

    @Test
    void interimResponsesReachTheClientBeforeItSendsItsBody() throws IOException {
        StubBackend asking = fixture.backend(peer -> {
            assertTrue(peer.head().contains("Expect: 100-continue\r\n"));
            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            peer.ok(peer.text(4));
        });
        Wire wire = fixture.through(asking);
        wire.send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", wire.head());
        assertEquals("200 body", wire.send("body").response());
    }

    @Test
    void anHttp10ClientGetsABodyThatEndsWithTheConnection() throws IOException {
        StubBackend chunking = fixture.backend(peer -> {
            assertTrue(peer.head().startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:"));
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        });
        Wire wire = fixture.through(chunking).send("GET / HTTP/1.0\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", wire.rest());
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws IOException {
        Wire wire = fixture.through(fixture.named("a"));
        for (int i = 0; i < 3; i++) {
            wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("200 a /", wire.response());
        }
    }

    @Test
    void aBodyThatEndsWithTheBackendsConnectionIsChunked() throws IOException {
        StubBackend old = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.0 200 OK\r\n\r\nold");
        });
        Wire wire = fixture.through(old);
        for (int i = 0; i < 3; i++) {
            wire.send(GET + "\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.head());
            assertEquals("3\r\nold\r\n0\r\n\r\n", wire.text(13));
        }
    }

    @Test
    void aClientThatAsksToCloseIsClosed() throws IOException {
        Wire wire = fixture.through(fixture.named("a")).send(GET + "Connection: close\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\na /x",
            wire.rest());
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsResponses() throws IOException {
        Wire wire = fixture.through(fixture.named("a")).send(GET + "\r\n" + GET + "\r\n");
        wire.socket.shutdownOutput();
        assertEquals("200 a /x", wire.response());
        assertEquals("200 a /x", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void aStatusWithoutAReasonIsPassedWhole() throws IOException {
        StubBackend terse = fixture.backend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                peer.send("HTTP/1.1 404" + (head.contains("/blank") ? " " : "")
                    + "\r\nContent-Length: 0\r\n\r\n");
            }
        });
        Wire wire = fixture.wire(fixture.start(Hooks.NONE, "backends", terse.address()));
        for (String path : List.of("/blank", "/bare")) {
            wire.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
            assertEquals("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", wire.head());
        }
    }

    @Test
    void theConnectionSurvivesARefusedRequestWithABody() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", fixture.named("a").address(),
            "prefix", "/api");
        Wire wire = fixture.wire(proxy).send("POST /no HTTP/1.1\r\nHost: t\r\nContent-Length: 3"
            + "\r\n\r\nabc");
        assertEquals("404 404 Not Found", wire.response());
        wire.send("POST /no HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n");
        assertEquals("404 404 Not Found", wire.response());
        wire.send("x\r\n0\r\n\r\n");
        assertEquals("200 a /", wire.get("/api"));
        assertEquals("200 a /x/y?z=1", wire.get("/api/x/y?z=1"));
        assertEquals("200 a /?q", wire.get("/api?q"));
        assertEquals("404 404 Not Found", wire.get("/apiary"));
    }

    @Test
    void withoutAPrefixThePathIsPassedAsItIs() throws IOException {
        Wire wire = fixture.through(fixture.named("a"));
        assertEquals("200 a /gate/x", wire.get("/gate/x"));
        assertEquals("200 a /p?q=1", wire.get("http://else.example/p?q=1"));
    }

    @Test
    void bodiesStreamBothWaysWithoutBeingHeld() throws Exception {
        int blocks = 256;
        String block = "b".repeat(64 << 10);
        StubBackend echo = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) blocks * block.length()
                + "\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                peer.send(peer.text(block.length()));
            }
        });
        Wire wire = fixture.through(echo).send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: "
            + (long) blocks * block.length() + "\r\n\r\n");
        assertTrue(wire.send(block).head().startsWith("HTTP/1.1 200 OK\r\n"));
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 1; i < blocks; i++) {
                    wire.send(block);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < blocks; i++) {
            assertEquals(block, wire.text(block.length()));
        }
        sender.join();
    }

    @Test
    void aWebSocketIsTunnelledAfterItsUpgrade() throws IOException {
        StubBackend socket = fixture.backend(peer -> {
            String head = peer.head();
            assertTrue(head.contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"), head);
            assertTrue(head.contains("Sec-WebSocket-Key: k\r\n"), head);
            peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: upgrade\r\nSec-WebSocket-Accept: z\r\n\r\nfirst");
            peer.in().transferTo(peer.out());
        });
        Wire wire = fixture.through(socket).send(GET + "Connection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\nearly");
        assertEquals("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: z\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", wire.head());
        assertEquals("firstearly", wire.text(10));
        assertEquals("late", wire.send("late").text(4));
    }

    @Test
    void stoppingLetsTheResponsesUnderWayEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        StubBackend slow = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            peer.send("lf");
        });
        ProxyRuntime proxy = fixture.proxy(slow);
        Wire busy = fixture.wire(proxy).send(GET + "\r\n");
        Wire idle = fixture.wire(proxy);
        asked.await();
        var stopped = proxy.stop();
        assertEquals("", idle.rest());
        go.countDown();
        assertEquals("200 half", busy.response());
        assertEquals("", busy.rest());
        ProxyFixture.await(stopped);
    }

    @Test
    void aServerRuntimeIsABackendByName() throws IOException {
        Script script = new Script().on(Hook.ON_HTTP_REQUEST, args -> "from lua".getBytes());
        RuntimeType type = fixture.engine.type("server");
        ProxyFixture.await(fixture.engine.create(type, "api", type.defaults()
            .with("ephemeral", true).with("bind", "127.0.0.1"), script, "", null).start());
        Wire wire = fixture.wire(fixture.start(Hooks.NONE, "backends", "api"));
        for (int i = 0; i < 5; i++) {
            assertEquals("200 from lua", wire.get("/"));
        }
        wire.send(GET + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertTrue(wire.head().startsWith("HTTP/1.1 101 "));
    }

    @Test
    void backendsMayChangeWhileClientsStay() throws IOException {
        StubBackend a = fixture.named("a");
        ProxyRuntime proxy = fixture.proxy(a);
        Wire wire = fixture.wire(proxy);
        assertEquals("200 a /", wire.get("/"));
        ProxyFixture.await(proxy.options(proxy.options().with("backends", fixture.named("b").address())));
        assertEquals("200 b /", wire.get("/"));
        ProxyFixture.await(proxy.options(proxy.options().with("backends", "")));
        assertEquals("200 b /", wire.get("/"), "a list that cannot be used changes nothing");
    }

    @Test
    void theRandomStrategyUsesEveryBackend() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "strategy", "random",
            "backends", List.of(fixture.named("a").address(), fixture.named("b").address()));
        Wire wire = fixture.wire(proxy);
        boolean sawA = false;
        boolean sawB = false;
        for (int i = 0; i < 200; i++) {
            String got = wire.get("/");
            sawA |= got.equals("200 a /");
            sawB |= got.equals("200 b /");
        }
        assertTrue(sawA && sawB);
    }

    @Test
    void anEarlyResponseReachesAClientThatStillSends() throws IOException {
        StubBackend full = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            peer.in().readAllBytes();
        });
        Wire wire = fixture.through(full).send("POST / HTTP/1.1\r\nHost: t\r\n"
            + "Content-Length: 1000000\r\n\r\n" + "x".repeat(1000));
        assertEquals("413 big", wire.response());
        wire.send("x".repeat(1000));
        assertEquals("", wire.rest());
    }

    @Test
    void aSlowReaderHoldsTheBackendBack() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        int blocks = 64;
        String block = "z".repeat(1 << 20);
        StubBackend source = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) blocks * block.length()
                + "\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                peer.send(block);
                sent.incrementAndGet();
            }
        });
        Wire wire = fixture.through(source).send(GET + "\r\n");
        wire.head();
        assertEquals(block, wire.text(block.length()));
        assertTrue(sent.get() < blocks / 2, "the backend was not held back");
        for (int i = 1; i < blocks; i++) {
            assertEquals(block, wire.text(block.length()));
        }
    }
}
