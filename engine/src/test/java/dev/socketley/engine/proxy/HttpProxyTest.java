package dev.socketley.engine.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.proxy.ProxyFixture.Script;
import dev.socketley.engine.proxy.ProxyFixture.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private StubBackend backend(StubBackend.Behaviour behaviour) throws IOException {
        return fixture.open(new StubBackend(behaviour));
    }

    private StubBackend named(String name) throws IOException {
        return fixture.open(StubBackend.named(name));
    }

    private ProxyRuntime proxy(StubBackend... to) {
        return fixture.start(Hooks.NONE, "backends",
            List.of(to).stream().map(StubBackend::address).toList());
    }

    @Test
    void manyRequestsOfOneConnectionAreEachRoutedAndUseFewBackendConnections() throws IOException {
        StubBackend a = named("a");
        StubBackend b = named("b");
        ProxyRuntime proxy = proxy(a, b);
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
    void backendsThatCloseAfterEachResponseDoNoHarm() throws IOException {
        StubBackend closing = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        });
        Wire wire = fixture.wire(proxy(closing));
        for (int i = 0; i < 20; i++) {
            assertEquals("200 ok", wire.get("/"));
        }
        assertEquals(20, closing.accepted());
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        Wire wire = fixture.wire(proxy(named("a"), named("b")));
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
        StubBackend echo = backend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                assertTrue(head.startsWith("POST /p?q=1 HTTP/1.1\r\n"), head);
                peer.ok(peer.text(5));
            }
        });
        Wire wire = fixture.wire(proxy(echo));
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
        StubBackend splitting = backend(peer -> {
            while (peer.head() != null) {
                peer.send(response.substring(0, at.get()));
                peer.send(response.substring(at.get()));
            }
        });
        Wire wire = fixture.wire(proxy(splitting));
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
        StubBackend a = named("a");
        Wire wire = fixture.wire(proxy(a));
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
        StubBackend a = named("a");
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
        StubBackend odd = backend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                peer.send(head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                    : head.contains("/204") ? "HTTP/1.1 204 No Content\r\n\r\n"
                    : "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
            }
        });
        Wire wire = fixture.wire(proxy(odd));
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
        StubBackend asking = backend(peer -> {
            assertTrue(peer.head().contains("Expect: 100-continue\r\n"));
            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            peer.ok(peer.text(4));
        });
        Wire wire = fixture.wire(proxy(asking));
        wire.send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", wire.head());
        assertEquals("200 body", wire.send("body").response());
    }

    @Test
    void anHttp10ClientGetsABodyThatEndsWithTheConnection() throws IOException {
        StubBackend chunking = backend(peer -> {
            assertTrue(peer.head().startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:"));
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        });
        Wire wire = fixture.wire(proxy(chunking)).send("GET / HTTP/1.0\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", wire.rest());
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws IOException {
        Wire wire = fixture.wire(proxy(named("a")));
        for (int i = 0; i < 3; i++) {
            wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("200 a /", wire.response());
        }
    }

    @Test
    void aBodyThatEndsWithTheBackendsConnectionIsChunked() throws IOException {
        StubBackend old = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.0 200 OK\r\n\r\nold");
        });
        Wire wire = fixture.wire(proxy(old));
        for (int i = 0; i < 3; i++) {
            wire.send(GET + "\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.head());
            assertEquals("3\r\nold\r\n0\r\n\r\n", wire.text(13));
        }
    }

    @Test
    void aClientThatAsksToCloseIsClosed() throws IOException {
        Wire wire = fixture.wire(proxy(named("a"))).send(GET + "Connection: close\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\na /x",
            wire.rest());
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsResponses() throws IOException {
        Wire wire = fixture.wire(proxy(named("a"))).send(GET + "\r\n" + GET + "\r\n");
        wire.socket.shutdownOutput();
        assertEquals("200 a /x", wire.response());
        assertEquals("200 a /x", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void aStalePooledConnectionIsReplacedWithoutTheClientSeeingIt() throws IOException {
        StubBackend rude = backend(peer -> {
            peer.head();
            peer.ok("" + peer.number());
            peer.head();
        });
        Wire wire = fixture.wire(proxy(rude));
        for (int i = 1; i < 6; i++) {
            assertEquals("200 " + i, wire.get("/"));
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedFailsOnAStaleConnection() throws IOException {
        StubBackend rude = backend(peer -> {
            peer.head();
            peer.ok("first");
            peer.head();
        });
        Wire wire = fixture.wire(proxy(rude));
        assertEquals("200 first", wire.get("/"));
        wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
        assertEquals("502 502 Bad Gateway", wire.response());
        assertEquals("200 first", wire.get("/"));
    }

    @Test
    void aBackendThatDiesInAResponseEndsTheClientsConnection() throws IOException {
        StubBackend dying = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        Wire wire = fixture.wire(proxy(dying)).send(GET + "\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", wire.rest());
    }

    @Test
    void aBackendThatSaysNothingGives502AndOneThatIsAbsent502AndNone503() throws IOException {
        StubBackend silent = backend(StubBackend.Peer::head);
        Wire wire = fixture.wire(proxy(silent));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        ProxyRuntime absent = fixture.start("absent", Hooks.NONE,
            "backends", "127.0.0.1:" + ProxyFixture.deadPort());
        assertEquals("502 502 Bad Gateway", fixture.wire(absent).get("/"));
        ProxyRuntime none = fixture.start("none", Hooks.NONE, "backends", "nobody");
        assertEquals("503 503 Service Unavailable", fixture.wire(none).get("/"));
    }

    @Test
    void garbageFromABackendGives502() throws IOException {
        for (String garbage : List.of("SSH-2.0-x\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            StubBackend bad = backend(peer -> {
                peer.head();
                peer.send(garbage);
                peer.head();
            });
            ProxyRuntime proxy = fixture.start("p" + garbage.length(), Hooks.NONE,
                "backends", bad.address());
            assertEquals("502 502 Bad Gateway", fixture.wire(proxy).get("/"));
        }
    }

    @Test
    void aSlowBackendGives504AndASlowClient408() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        StubBackend slow = backend(peer -> {
            peer.head();
            peer.head();
            never.countDown();
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", slow.address(),
            "response-timeout", "50ms", "request-timeout", "50ms");
        Wire wire = fixture.wire(proxy);
        assertEquals("504 504 Gateway Timeout", wire.get("/"));
        wire.send("GET / HT");
        assertEquals("408 408 Request Timeout", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void aStatusWithoutAReasonIsPassedWhole() throws IOException {
        StubBackend terse = backend(peer -> {
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
    void aClientThatStopsInTheMiddleOfABodyIsIdle() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        StubBackend waits = backend(peer -> {
            peer.head();
            peer.text(10);
            ended.countDown();
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", waits.address(),
            "idle-timeout", "50ms");
        Wire wire = fixture.wire(proxy);
        wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhalf");
        wire.rest();
        ProxyFixture.until("the backend is told", () -> ended.getCount() == 0);
    }

    @Test
    void aClientThatTakesNothingOfItsResponseIsCutOff() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        StubBackend large = backend(peer -> {
            peer.head();
            try {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                for (int i = 0; i < 1000; i++) {
                    peer.send("x".repeat(1_000_000));
                }
            } catch (IOException cutOff) {
                ended.countDown();
            }
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", large.address(),
            "send-timeout", "50ms");
        fixture.wire(proxy).send(GET + "\r\n");
        ProxyFixture.until("the backend is told", () -> ended.getCount() == 0);
        ProxyFixture.until("nobody is left", () -> proxy.connections() == 0);
    }

    @Test
    void aClientThatTakesNothingOfItsWebSocketIsCutOff() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        StubBackend talker = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\n\r\n");
            try {
                for (int i = 0; i < 1000; i++) {
                    peer.send("x".repeat(1_000_000));
                }
            } catch (IOException cutOff) {
                ended.countDown();
            }
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", talker.address(),
            "send-timeout", "50ms");
        fixture.wire(proxy).send(GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        ProxyFixture.until("the backend is told", () -> ended.getCount() == 0);
        ProxyFixture.until("nobody is left", () -> proxy.connections() == 0);
    }

    @Test
    void requestsThatTwoServersMightReadDifferentlyAreRefused() throws IOException {
        StubBackend a = named("a");
        ProxyRuntime proxy = proxy(a);
        for (String request : List.of(
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"
                    + "\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: +1\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length : 1\r\n\r\na",
                "GET / HTTP/1.1\r\nHost: t\r\nX: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\nHost: t\n\n", "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: t\r\n\rX: y\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: t\r\n\r\n", "\u0016\u0003\u0001 hello")) {
            Wire wire = fixture.wire(proxy).send(request);
            assertEquals("400 400 Bad Request", wire.response(), request);
            assertEquals("", wire.rest());
        }
        assertEquals("501 501 Not Implemented", fixture.wire(proxy).send("POST / HTTP/1.1\r\n"
            + "Host: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n").response());
        assertEquals("505 505 HTTP Version Not Supported", fixture.wire(proxy)
            .send("GET / HTTP/2.0\r\nHost: t\r\n\r\n").response());
        assertEquals(0, a.accepted());
    }

    @Test
    void badChunksEndTheRequestAndItsBackendConnection() throws IOException {
        StubBackend reading = backend(peer -> {
            peer.head();
            peer.in().readAllBytes();
        });
        Wire wire = fixture.wire(proxy(reading)).send("POST / HTTP/1.1\r\nHost: t\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n");
        assertEquals("400 400 Bad Request", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void aHeadOverTheLimitGives431() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", named("a").address(),
            "head-bytes-max", 256);
        String fits = GET + "X: " + "y".repeat(256 - GET.length() - 7) + "\r\n\r\n";
        assertEquals(256, fits.length());
        assertEquals("200 a /x", fixture.wire(proxy).send(fits).response());
        Wire wire = fixture.wire(proxy).send(fits.replace("X: ", "XY: "));
        assertEquals("431 431 Request Header Fields Too Large", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void theConnectionSurvivesARefusedRequestWithABody() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", named("a").address(),
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
        Wire wire = fixture.wire(proxy(named("a")));
        assertEquals("200 a /gate/x", wire.get("/gate/x"));
        assertEquals("200 a /p?q=1", wire.get("http://else.example/p?q=1"));
    }

    @Test
    void bodiesStreamBothWaysWithoutBeingHeld() throws Exception {
        int blocks = 256;
        String block = "b".repeat(64 << 10);
        StubBackend echo = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) blocks * block.length()
                + "\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                peer.send(peer.text(block.length()));
            }
        });
        Wire wire = fixture.wire(proxy(echo)).send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: "
            + (long) blocks * block.length() + "\r\n\r\n");
        assertTrue(wire.send(block).head().startsWith("HTTP/1.1 200 OK\r\n"));
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 1; i < blocks; i++) {
                    wire.send(block);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        for (int i = 0; i < blocks; i++) {
            assertEquals(block, wire.text(block.length()));
        }
        sender.join();
    }

    @Test
    void aWebSocketIsTunnelledAfterItsUpgrade() throws IOException {
        StubBackend socket = backend(peer -> {
            String head = peer.head();
            assertTrue(head.contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"), head);
            assertTrue(head.contains("Sec-WebSocket-Key: k\r\n"), head);
            peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: upgrade\r\nSec-WebSocket-Accept: z\r\n\r\nfirst");
            peer.in().transferTo(peer.out());
        });
        Wire wire = fixture.wire(proxy(socket)).send(GET + "Connection: keep-alive, Upgrade\r\n"
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
        StubBackend slow = backend(peer -> {
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
        ProxyRuntime proxy = proxy(slow);
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
    void requestsOverTheRateGet429() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", named("a").address(),
            "global-rate-limit", 2);
        Wire wire = fixture.wire(proxy);
        assertEquals("200 a /", wire.get("/"));
        assertEquals("200 a /", wire.get("/"));
        assertEquals("429 429 Too Many Requests", wire.get("/"));
        assertEquals(1L, proxy.stats().get("dropped_messages"));
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
        StubBackend a = named("a");
        ProxyRuntime proxy = proxy(a);
        Wire wire = fixture.wire(proxy);
        assertEquals("200 a /", wire.get("/"));
        ProxyFixture.await(proxy.options(proxy.options().with("backends", named("b").address())));
        assertEquals("200 b /", wire.get("/"));
        ProxyFixture.await(proxy.options(proxy.options().with("backends", "")));
        assertEquals("200 b /", wire.get("/"), "a list that cannot be used changes nothing");
    }

    @Test
    void theRandomStrategyUsesEveryBackend() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "strategy", "random",
            "backends", List.of(named("a").address(), named("b").address()));
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
        StubBackend full = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            peer.in().readAllBytes();
        });
        Wire wire = fixture.wire(proxy(full)).send("POST / HTTP/1.1\r\nHost: t\r\n"
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
        StubBackend source = backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) blocks * block.length()
                + "\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                peer.send(block);
                sent.incrementAndGet();
            }
        });
        Wire wire = fixture.wire(proxy(source)).send(GET + "\r\n");
        wire.head();
        assertEquals(block, wire.text(block.length()));
        assertTrue(sent.get() < blocks / 2, "the backend was not held back");
        for (int i = 1; i < blocks; i++) {
            assertEquals(block, wire.text(block.length()));
        }
    }

    @Test
    void resetsAtAnyMomentLeaveNothingBehind() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", named("a").address(),
            "request-timeout", "500ms");
        String request = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello";
        for (int i = 0; i < 300; i++) {
            try (Wire wire = new Wire(proxy.port())) {
                wire.send(request.substring(0, i % (request.length() + 1)));
                wire.socket.setSoLinger(true, 0);
            }
        }
        ProxyFixture.until("gone", () -> ProxyFixture.on(proxy, proxy::connections) == 0);
        assertEquals("200 a /", fixture.wire(proxy).get("/"));
    }
}
