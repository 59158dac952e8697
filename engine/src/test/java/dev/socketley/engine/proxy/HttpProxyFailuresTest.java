package dev.socketley.engine.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hooks;
import dev.socketley.engine.proxy.ProxyFixture.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the others when a client or a backend fails, is slow or sends nonsense. */
@Timeout(60)
class HttpProxyFailuresTest {
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
    void backendsThatCloseAfterEachResponseDoNoHarm() throws IOException {
        StubBackend closing = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        });
        Wire wire = fixture.through(closing);
        for (int i = 0; i < 20; i++) {
            assertEquals("200 ok", wire.get("/"));
        }
        assertEquals(20, closing.accepted());
    }

    @Test
    void aStalePooledConnectionIsReplacedWithoutTheClientSeeingIt() throws IOException {
        StubBackend rude = fixture.backend(peer -> {
            peer.head();
            peer.ok("" + peer.number());
            peer.head();
        });
        Wire wire = fixture.through(rude);
        for (int i = 1; i < 6; i++) {
            assertEquals("200 " + i, wire.get("/"));
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedFailsOnAStaleConnection() throws IOException {
        StubBackend rude = fixture.backend(peer -> {
            peer.head();
            peer.ok("first");
            peer.head();
        });
        Wire wire = fixture.through(rude);
        assertEquals("200 first", wire.get("/"));
        wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
        assertEquals("502 502 Bad Gateway", wire.response());
        assertEquals("200 first", wire.get("/"));
    }

    @Test
    void aBackendThatDiesInAResponseEndsTheClientsConnection() throws IOException {
        StubBackend dying = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        Wire wire = fixture.through(dying).send(GET + "\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", wire.rest());
    }

    @Test
    void aBackendThatSaysNothingGives502AndOneThatIsAbsent502AndNone503() throws IOException {
        StubBackend silent = fixture.backend(StubBackend.Peer::head);
        Wire wire = fixture.through(silent);
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        ProxyRuntime absent = fixture.start("absent", Hooks.NONE,
            "backends", "127.0.0.1:" + ProxyFixture.deadPort());
        assertEquals("502 502 Bad Gateway", fixture.wire(absent).get("/"));
        ProxyRuntime none = fixture.start("none", Hooks.NONE, "backends", "nobody");
        assertEquals("503 503 Service Unavailable", fixture.wire(none).get("/"));
    }

    @Test
    void everyBackendIsTriedBeforeAClientIsRefused() throws IOException {
        StubBackend good = fixture.backend(peer -> {
            while (peer.head() != null) {
                peer.ok("good");
            }
        });
        String dead = "127.0.0.1:" + ProxyFixture.deadPort();
        String dead2 = "127.0.0.1:" + ProxyFixture.deadPort();
        for (List<String> order : List.of(List.of(dead, dead2, good.address()),
                List.of(good.address(), dead, dead2), List.of(dead, good.address(), dead2))) {
            Wire wire = fixture.wire(fixture.start("p" + order.indexOf(good.address()), Hooks.NONE,
                "backends", order));
            for (int i = 0; i < 6; i++) {
                assertEquals("200 good", wire.get("/"));
            }
        }
        Wire limited = fixture.wire(fixture.start("limited", Hooks.NONE, "retry", 1, "backends",
            List.of(dead, dead2, good.address())));
        assertEquals("502 502 Bad Gateway", limited.get("/"));
    }

    @Test
    void anotherBackendAnswersWhatMayBeRepeated() throws IOException {
        StubBackend silent = fixture.backend(StubBackend.Peer::head);
        StubBackend good = fixture.backend(peer -> {
            while (peer.head() != null) {
                peer.ok("good");
            }
        });
        Wire wire = fixture.wire(fixture.start("p", Hooks.NONE,
            "backends", List.of(silent.address(), good.address())));
        for (int i = 1; i < 4; i++) {
            assertEquals("200 good", wire.get("/"));
            assertEquals(i, silent.accepted());
        }
        wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
        assertEquals("502 502 Bad Gateway", wire.response());
        assertEquals(4, silent.accepted());
    }

    @Test
    void garbageFromABackendGives502() throws IOException {
        for (String garbage : List.of("SSH-2.0-x\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            StubBackend bad = fixture.backend(peer -> {
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
        StubBackend slow = fixture.backend(peer -> {
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
    void aClientThatStopsInTheMiddleOfABodyIsIdle() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        StubBackend waits = fixture.backend(peer -> {
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
    void aBodyOverTheBoundIsRefusedHoweverItComes() throws IOException {
        CountDownLatch cut = new CountDownLatch(1);
        StubBackend sink = fixture.backend(peer -> {
            peer.head();
            try {
                peer.in().transferTo(OutputStream.nullOutputStream());
            } finally {
                cut.countDown();
            }
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", sink.address(),
            "body-bytes-max", "10");
        Wire sized = fixture.wire(proxy);
        sized.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n");
        assertTrue(sized.rest().startsWith("HTTP/1.1 413 "));
        Wire chunked = fixture.wire(proxy);
        chunked.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "a\r\n0123456789\r\n1\r\nx\r\n");
        assertTrue(chunked.rest().startsWith("HTTP/1.1 413 "));
        ProxyFixture.until("the backend is told", () -> cut.getCount() == 0);
    }

    @Test
    void aClientThatAsksForNothingMoreIsClosed() throws IOException {
        StubBackend answers = fixture.backend(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            peer.head();
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", answers.address(),
            "keepalive-timeout", "50ms");
        Wire wire = fixture.wire(proxy);
        wire.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        assertTrue(wire.rest().endsWith("ok"));
        assertEquals("", fixture.wire(proxy).rest());
    }

    @Test
    void aClientThatTakesNothingOfItsResponseIsCutOff() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        StubBackend large = fixture.backend(peer -> {
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
        StubBackend talker = fixture.backend(peer -> {
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
        StubBackend a = fixture.named("a");
        ProxyRuntime proxy = fixture.proxy(a);
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
        StubBackend reading = fixture.backend(peer -> {
            peer.head();
            peer.in().readAllBytes();
        });
        Wire wire = fixture.through(reading).send("POST / HTTP/1.1\r\nHost: t\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n");
        assertEquals("400 400 Bad Request", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void aHeadOverTheLimitGives431() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", fixture.named("a").address(),
            "head-bytes-max", 256);
        String fits = GET + "X: " + "y".repeat(256 - GET.length() - 7) + "\r\n\r\n";
        assertEquals(256, fits.length());
        assertEquals("200 a /x", fixture.wire(proxy).send(fits).response());
        Wire wire = fixture.wire(proxy).send(fits.replace("X: ", "XY: "));
        assertEquals("431 431 Request Header Fields Too Large", wire.response());
        assertEquals("", wire.rest());
    }

    @Test
    void requestsOverTheRateGet429() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", fixture.named("a").address(),
            "global-rate-limit", 2);
        Wire wire = fixture.wire(proxy);
        assertEquals("200 a /", wire.get("/"));
        assertEquals("200 a /", wire.get("/"));
        assertEquals("429 429 Too Many Requests", wire.get("/"));
        assertEquals(1L, proxy.stats().get("dropped_messages"));
    }

    @Test
    void resetsAtAnyMomentLeaveNothingBehind() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "backends", fixture.named("a").address(),
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
