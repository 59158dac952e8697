package dev.socketley.engine.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.proxy.ProxyFixture.Script;
import dev.socketley.engine.proxy.ProxyFixture.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpProxyHooksTest {
    private ProxyFixture fixture;
    private StubBackend a;

    @BeforeEach
    void begin() throws IOException {
        fixture = new ProxyFixture();
        a = fixture.open(StubBackend.named("a"));
    }

    @AfterEach
    void end() throws IOException {
        fixture.close();
    }

    private static String text(Object[] args) {
        return new String((byte[]) args[1], StandardCharsets.ISO_8859_1);
    }

    @Test
    void onAuthIsAskedPerRequestAndTheConnectionStays() throws IOException {
        Script script = new Script().on(Hook.ON_AUTH, args -> {
            Map<?, ?> headers = (Map<?, ?>) ((Map<?, ?>) args[1]).get("headers");
            return "Bearer t".equals(headers.get("authorization")) ? (Object) true : null;
        });
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        for (int i = 0; i < 3; i++) {
            assertEquals("401 401 Unauthorized", wire.get("/"));
            wire.send("GET /in HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer t\r\n\r\n");
            assertEquals("200 a /in", wire.response());
        }
    }

    @Test
    void aRefusalIsDated() throws IOException {
        Script script = new Script().on(Hook.ON_AUTH, args -> Map.of("status", 403));
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        String head = wire.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n").head();
        assertTrue(head.matches("(?s)HTTP/1.1 403 Forbidden\r\nDate: [A-Z][a-z]{2}, .* GMT\r\n.*"),
            head);
    }

    @Test
    void onAuthMayWaitAndMayWordItsRefusal() throws IOException {
        CompletableFuture<Object> later = new CompletableFuture<>();
        Script script = new Script().on(Hook.ON_AUTH, args -> later);
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc"
            + "GET /two HTTP/1.1\r\nHost: t\r\n\r\n");
        ProxyFixture.until("asked", () -> script.calls.size() == 1);
        later.complete(Map.of("status", 403.0, "body", "go away".getBytes(), "headers",
            Map.of("X-Why", "because", "Content-Length", "1")));
        String head = wire.head();
        assertEquals("HTTP/1.1 403 Forbidden\r\nX-Why: because\r\nContent-Length: 7\r\n\r\n",
            head.replaceFirst("Date: .*\r\n", ""));
        assertEquals("go away", wire.text(7));
        assertEquals("403 go away", wire.response());
        assertEquals(0, a.accepted());
    }

    @Test
    void onRouteSeesThePathAsTheBackendDoesAndChoosesByIndexOrName() throws IOException {
        StubBackend b = fixture.open(StubBackend.named("b"));
        List<Object> seen = new CopyOnWriteArrayList<>();
        Script script = new Script().on(Hook.ON_ROUTE, args -> {
            seen.add(args[0] + " " + args[1] + " " + ((Map<?, ?>) args[2]).get("query"));
            return switch ((String) args[1]) {
                case "/index" -> 1.0;
                case "/name" -> b.address().getBytes();
                case "/late" -> CompletableFuture.completedFuture((Object) 1.0);
                default -> null;
            };
        });
        Wire wire = fixture.wire(fixture.start(script, "prefix", "/gate",
            "backends", List.of(a.address(), b.address())));
        assertEquals("200 b /index", wire.get("/gate/index"));
        assertEquals("200 b /name?x=1", wire.get("/gate/name?x=1"));
        assertEquals("200 b /late", wire.get("/gate/late"));
        assertEquals("200 a /rr", wire.get("/gate/rr"));
        assertEquals("200 b /rr", wire.get("/gate/rr"));
        assertEquals(List.of("GET /index ", "GET /name x=1", "GET /late ", "GET /rr ", "GET /rr "),
            seen);
    }

    @Test
    void aRoutedRequestGoesNowhereElse() throws IOException {
        Script script = new Script().on(Hook.ON_ROUTE, args -> 0.0);
        Wire wire = fixture.wire(fixture.start(script, "retry", 3,
            "backends", List.of("127.0.0.1:" + ProxyFixture.deadPort(), a.address())));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
    }

    @Test
    void hooksMayRewriteHeadsAndBodiesAndTheFramingStaysTrue() throws IOException {
        AtomicReference<String> seen = new AtomicReference<>();
        StubBackend echo = fixture.open(new StubBackend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                seen.set(head);
                peer.ok(peer.text("3\r\nabc\r\n1\r\n!\r\n0\r\n\r\n".length())
                    .replace("\r\n", "|"));
            }
        }));
        Script script = new Script().on(Hook.ON_PROXY_REQUEST, args -> {
            String chunk = text(args);
            return chunk.startsWith("POST") ? chunk.replace("X-A: 1", "X-A: changed").getBytes()
                : chunk.equals("!") ? (Object) true : "abc".getBytes();
        }).on(Hook.ON_PROXY_RESPONSE, args -> {
            String chunk = text(args);
            return chunk.startsWith("HTTP/1.1") ? CompletableFuture.completedFuture((Object) true)
                : ("<" + chunk + ">").getBytes();
        });
        Wire wire = fixture.wire(fixture.start(script, "backends", echo.address()));
        for (int i = 0; i < 3; i++) {
            wire.send("POST / HTTP/1.1\r\nHost: t\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
            assertTrue(wire.head().contains("Transfer-Encoding: chunked\r\n"));
            String body = "<3|abc|1|!|0||>";
            String wanted = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
            assertEquals(wanted, wire.text(wanted.length()));
            assertTrue(seen.get().contains("X-A: changed\r\n"), seen.get());
            assertTrue(seen.get().contains("Transfer-Encoding: chunked\r\n"), seen.get());
        }
    }

    @Test
    void lengthsAreThoseOfTheBodyAndNotOfAHeadThatAHookMade() throws IOException {
        Script script = new Script().on(Hook.ON_PROXY_REQUEST, args ->
            text(args).replaceFirst("Content-Length: 0\r\n", "").getBytes())
            .on(Hook.ON_PROXY_RESPONSE, args -> text(args).contains("/none")
                ? (Object) true : text(args).replaceFirst("Content-Length: \\d+", "X-Other: 1")
                    .getBytes());
        StubBackend empty = fixture.open(new StubBackend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                peer.send(head.contains("Content-Length: 0\r\n")
                    ? head.startsWith("POST /gone") ? "HTTP/1.1 204 No Content\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 500 Lost\r\nContent-Length: 0\r\n\r\n");
            }
        }));
        Wire wire = fixture.wire(fixture.start(script, "backends", empty.address()));
        for (int i = 0; i < 2; i++) {
            wire.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK\r\nX-Other: 1\r\nContent-Length: 0\r\n\r\n",
                wire.head());
            wire.send("POST /gone HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
            assertEquals("HTTP/1.1 204 No Content\r\n\r\n", wire.head());
        }
    }

    @Test
    void aHookCannotTakeABodyAwayByItsStatusAlone() throws IOException {
        Script script = new Script().on(Hook.ON_PROXY_RESPONSE,
            args -> "HTTP/1.1 204 No Content\r\n\r\n".getBytes());
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertTrue(fixture.log.stream().anyMatch(l -> l.contains("on_proxy_response")
            && l.contains("a body follows, which 204 cannot have")), fixture.log::toString);
    }

    @Test
    void whatABackendSendsTooMuchIsNobodysResponse() throws IOException {
        StubBackend chatty = fixture.open(new StubBackend(peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            }
        }));
        Script script = new Script().on(Hook.ON_PROXY_RESPONSE, args -> args[1]);
        Wire wire = fixture.wire(fixture.start(script, "backends", chatty.address()));
        String get = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
        wire.send(get + get);
        for (int i = 0; i < 2; i++) {
            assertTrue(wire.head().startsWith("HTTP/1.1 200 OK\r\n"));
            assertEquals("2\r\nok\r\n0\r\n\r\n", wire.text(12));
        }
        assertEquals(2, chatty.accepted());
    }

    /** Lets the proxy's loop see what has happened on all its sockets. */
    private void settle(ProxyRuntime proxy) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals("200 settled", fixture.wire(proxy).get("/settle"));
        }
    }

    @Test
    void aBackendThatEndsWhileAHookWaitsLosesNothing() throws IOException {
        CountDownLatch ended = new CountDownLatch(2);
        StubBackend brief = fixture.open(new StubBackend(peer -> {
            String head = peer.head();
            if (head.contains("/settle")) {
                peer.ok("settled");
                return;
            }
            peer.send("HTTP/1.1 200 OK\r\n" + (head.contains("/length")
                ? "Content-Length: 5\r\n" : "") + "\r\nhello");
            peer.socket().shutdownOutput();
            ended.countDown();
            peer.head();
        }));
        List<CompletableFuture<Object>> asked = new CopyOnWriteArrayList<>();
        Script script = new Script().on(Hook.ON_PROXY_RESPONSE, args -> {
            if (!text(args).equals("hello")) {
                return text(args).startsWith("HTTP") ? true : args[1];
            }
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        });
        ProxyRuntime proxy = fixture.start(script, "backends", brief.address());
        Wire one = fixture.wire(proxy).send("GET /close HTTP/1.1\r\nHost: t\r\n\r\n");
        Wire two = fixture.wire(proxy).send("GET /length HTTP/1.1\r\nHost: t\r\n\r\n");
        ProxyFixture.until("both ended", () -> asked.size() == 2 && ended.getCount() == 0);
        ProxyRuntime other = fixture.start("other", dev.socketley.engine.Hooks.NONE, "backends",
            brief.address());
        settle(other);
        asked.forEach(hook -> hook.complete("HELLO".getBytes()));
        for (Wire wire : List.of(one, two)) {
            assertTrue(wire.head().startsWith("HTTP/1.1 200 OK\r\n"));
            assertEquals("5\r\nHELLO\r\n0\r\n\r\n", wire.text(15));
        }
    }

    @Test
    void aClientThatEndsItsSideWhileAHookWaitsIsServed() throws IOException {
        CompletableFuture<Object> later = new CompletableFuture<>();
        StubBackend echo = fixture.open(new StubBackend(peer -> {
            peer.head();
            peer.ok(peer.text(13).replace("\r\n", "|"));
        }));
        Script script = new Script().on(Hook.ON_PROXY_REQUEST,
            args -> text(args).equals("abc") ? later : args[1]);
        ProxyRuntime proxy = fixture.start(script, "backends", echo.address());
        Wire wire = fixture.wire(proxy)
            .send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc");
        wire.socket.shutdownOutput();
        ProxyFixture.until("the body is asked about", () -> script.calls.size() == 2);
        ProxyRuntime other = fixture.start("other", dev.socketley.engine.Hooks.NONE, "backends",
            fixture.open(new StubBackend(peer -> {
                peer.head();
                peer.ok("settled");
            })).address());
        settle(other);
        later.complete("abc".getBytes());
        assertEquals("200 3|abc|0||", wire.response());
    }

    @Test
    void aDroppedHeadIsAnswered() throws IOException {
        Script script = new Script().on(Hook.ON_PROXY_REQUEST,
            args -> text(args).contains("/drop") ? null : (Object) true);
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        assertEquals("403 403 Forbidden", wire.get("/drop"));
        assertEquals("200 a /pass", wire.get("/pass"));
        Script after = new Script().on(Hook.ON_PROXY_RESPONSE, args -> null);
        Wire other = fixture.wire(fixture.start("after", after, "backends", a.address()));
        assertEquals("502 502 Bad Gateway", other.get("/"));
    }

    @Test
    void aHeadThatAHookSpoiledGives502() throws IOException {
        Script script = new Script().on(Hook.ON_PROXY_REQUEST, args -> "nonsense".getBytes());
        Wire wire = fixture.wire(fixture.start(script, "backends", a.address()));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertEquals("502 502 Bad Gateway", wire.get("/"));
        assertEquals(0, a.accepted());
    }

    @Test
    void aClientThatLeavesWhileAHookWaitsIsToldOfOnceThatEnds() throws IOException {
        CompletableFuture<Object> later = new CompletableFuture<>();
        Script script = new Script().on(Hook.ON_CONNECT, args -> null)
            .on(Hook.ON_AUTH, args -> later).on(Hook.ON_DISCONNECT, args -> null);
        ProxyRuntime proxy = fixture.start(script, "backends", a.address());
        Wire wire = fixture.wire(proxy).send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        ProxyFixture.until("asked", () -> script.calls.size() == 2);
        wire.socket.setSoLinger(true, 0);
        wire.close();
        ProxyFixture.until("gone", () -> ProxyFixture.on(proxy, proxy::connections) == 0);
        assertEquals(List.of("on_connect", "on_auth"), script.calls);
        later.complete(true);
        ProxyFixture.until("left", () -> script.calls.size() == 3);
        assertEquals(List.of("on_connect", "on_auth", "on_disconnect"), script.calls);
    }

    @Test
    void aRefusalWithoutWordsHasTheScriptsPage() throws IOException {
        Script script = new Script().on(Hook.ON_AUTH, args -> false)
            .on(Hook.ON_HTTP_ERROR, args -> ("no " + args[0]).getBytes());
        ProxyRuntime proxy = fixture.start(script, "backends", "127.0.0.1:1");
        assertEquals("401 no 401", fixture.wire(proxy).get("/"));
    }

    @Test
    void aPageThatIsNoneLeavesTheUsualOneAndIsNamed() throws IOException {
        Map<Map<?, ?>, String> wrong = Map.of(Map.of("file", "404.html"), "file: not from a proxy",
            Map.of("headers", Map.of("X-A", "b\r\nX-C: d")), "value of header X-A holds a CR",
            Map.of("status", 7), "status must be 200..999");
        List<Map<?, ?>> pages = List.copyOf(wrong.keySet());
        Script script = new Script().on(Hook.ON_HTTP_ERROR, args ->
            pages.get(((Map<?, ?>) args[1]).get("path").toString().length() - 1));
        ProxyRuntime proxy = fixture.start(script, "backends", "127.0.0.1:" + ProxyFixture.deadPort());
        for (int i = 0; i < pages.size(); i++) {
            String cause = wrong.get(pages.get(i));
            assertEquals("502 502 Bad Gateway", fixture.wire(proxy).get("/" + "x".repeat(i)));
            assertTrue(fixture.log.stream().anyMatch(l -> l.startsWith("http_answer_refused")
                && l.contains(cause)), fixture.log.toString());
        }
    }

    @Test
    void errorsOfTheProxyHaveTheScriptsPage() throws IOException {
        Script script = new Script().on(Hook.ON_HTTP_ERROR, args -> CompletableFuture.completedFuture(
            args[0].equals(502) ? Map.of("status", 503, "headers", Map.of("Retry-After", 5), "body", "later")
                : ("no " + args[0] + (args[1] == null ? "" : " " + ((Map<?, ?>) args[1]).get("path")))
                    .getBytes()));
        ProxyRuntime proxy = fixture.start(script, "backends", "127.0.0.1:" + ProxyFixture.deadPort(),
            "prefix", "/api");
        Wire wire = fixture.wire(proxy);
        wire.send("GET /api/x HTTP/1.1\r\nHost: t\r\n\r\n");
        String head = wire.head();
        assertTrue(head.startsWith("HTTP/1.1 503 ") && head.contains("Retry-After: 5\r\n"), head);
        assertEquals("later", wire.text(5));
        assertEquals("404 no 404 /other", wire.get("/other"));
        assertEquals("400 no 400", wire.send("GET / HTTP/1.1\r\n\r\nGET /api/x HTTP/1.1\r\n").response());
        assertEquals("", wire.rest());
        assertEquals(List.of("on_http_error", "on_http_error", "on_http_error"), script.calls);
    }
}
