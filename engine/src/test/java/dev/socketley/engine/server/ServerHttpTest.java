package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.stats.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerHttpTest {
    /** Answers with what it understood of the request. */
    private static final ScriptDouble SHOW = new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> {
        HttpRequest r = request(args);
        return r.method() + " " + r.path() + " [" + r.query() + "] " + r.version() + " "
            + r.headers().first("x-a") + " " + new String(((HttpExchange) args[0]).body());
    });

    private static HttpRequest request(Object[] args) {
        return ((HttpExchange) args[0]).request();
    }

    /** Without the one field that changes. */
    private static String undated(String responses) {
        return responses.replaceAll("Date: \\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT\r\n", "");
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length() + "\r\n\r\n" + body;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String last(String request) {
        return request.replace("Host: x", "Host: x\r\nConnection: close");
    }

    private static String closing(String response) {
        return response.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    }

    private static String exchange(ServerRuntime server, String request) throws Exception {
        try (Wire w = new Wire(server).send(request)) {
            return undated(w.rest());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", SHOW);
            assertEquals(ok("GET /a [x=1] HTTP/1.1 null ") + ok("POST /b [] HTTP/1.1 2 body")
                + closing(ok("GET /c [] HTTP/1.1 null ")), exchange(server, get("/a?x=1")
                + "POST http://h/b HTTP/1.1\r\nHost: x\r\nX-A: 2\r\nContent-Length: 4\r\n\r\nbody"
                + last(get("/c"))));
        }
    }

    @Test
    void aBodyMayBeLongerThanTheBoundOfQueuedOutput() throws Exception {
        byte[] body = new byte[10_000_000];
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> body),
                "write-bytes-max", 1 << 20, "write-high-bytes", 64 << 10, "write-low-bytes", 32 << 10);
            String answer = exchange(server, last(get("/")));
            assertEquals(body.length, answer.length() - answer.indexOf("\r\n\r\n") - 4);
            assertEquals(0, server.counters().get(Metric.LOST_CONNECTIONS));
        }
    }

    @Test
    void aRequestMayArriveByteByByte() throws Exception {
        try (ServerFixture f = new ServerFixture(); ) {
            ServerRuntime server = f.start("s", SHOW);
            try (Wire w = new Wire(server)) {
                String request = "POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
                for (char c : request.toCharArray()) {
                    w.send(String.valueOf(c));
                }
                assertEquals(closing(ok("POST /b [] HTTP/1.1 null abcde")), undated(w.rest()));
            }
        }
    }

    @Test
    void aHookThatWaitsHoldsBackTheNextRequestOnly() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<CompletableFuture<Object>> first = new AtomicReference<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> {
                if (request(args).path().equals("/slow")) {
                    first.set(new CompletableFuture<>());
                    return first.get();
                }
                return "fast";
            });
            ServerRuntime server = f.start("s", script);
            try (Wire w = new Wire(server).send(get("/slow") + last(get("/2")))) {
                until("the first", () -> first.get() != null);
                assertEquals(closing(ok("fast")), exchange(server, last(get("/3"))));
                first.get().complete("slow");
                assertEquals(ok("slow") + closing(ok("fast")), undated(w.rest()));
            }
        }
    }

    @Test
    void headHasNoBodyAndNilIsNotFound() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args ->
                request(args).path().equals("/a") ? "body" : null);
            ServerRuntime server = f.start("s", script);
            String head = get("/a").replace("GET", "HEAD");
            assertEquals(ok("body").replace("\r\n\r\nbody", "\r\n\r\n")
                + closing("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 13\r\n\r\n404 Not Found"), exchange(server, head
                + last(get("/x"))));
        }
    }

    @Test
    void aTableGivesStatusHeadersAndBody() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> Map.of(
                "status", 201.0, "body", "x".getBytes(), "headers",
                Map.of("Set-Cookie", List.of("a=1", "b=2".getBytes()))));
            ServerRuntime server = f.start("s", script);
            assertEquals(closing("HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                + "Content-Length: 1\r\n\r\nx"), exchange(server, last(get("/"))));
        }
    }

    @Test
    void anEmptyTableIsAnEmptyAnswerAndWhatIsNoneIsNamed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            Object[] results = {List.of(), true, List.of("a")};
            int[] next = {0};
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> results[next[0]++]));
            assertEquals(closing("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
                exchange(server, last(get("/"))));
            for (String type : List.of("boolean", "list")) {
                assertTrue(exchange(server, last(get("/x"))).startsWith("HTTP/1.1 500 "));
                assertTrue(f.log.getLast().endsWith("path=/x cause=\"on_http_request gives back a string, "
                    + "a status, a table with names or nil, got " + type + '"'), f.log::getLast);
            }
        }
    }

    @Test
    void aNumberIsAStatusInItsWords() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            Object[] results = {410.0, 204.0, 302.0, 5.0, 404.5};
            int[] next = {0};
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> results[next[0]++]));
            assertEquals(closing("HTTP/1.1 410 Gone\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 8\r\n\r\n410 Gone"), exchange(server, last(get("/"))));
            assertEquals(closing("HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n"),
                exchange(server, last(get("/"))));
            assertTrue(exchange(server, last(get("/"))).startsWith("HTTP/1.1 302 Found\r\n"));
            for (String cause : List.of("status must be 200..999: status=5",
                    "status: integer 200..999 expected, got 404.5")) {
                assertTrue(exchange(server, last(get("/x"))).startsWith("HTTP/1.1 500 "));
                assertTrue(f.log.getLast().endsWith("path=/x cause=\"" + cause + '"'), f.log::getLast);
            }
        }
    }

    @Test
    void aStringMayHaveAStatusBehindIt() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            Object[] results = {new ScriptDouble.Two("sold out", 410.0),
                new ScriptDouble.Two(null, "an error that nobody looks at"),
                new ScriptDouble.Two("a", 1.0), new ScriptDouble.Two("a", 1000.0),
                new ScriptDouble.Two("a", 200.5), new ScriptDouble.Two("a", "b"),
                new ScriptDouble.Two(Map.of("body", "a"), 410.0),
                new ScriptDouble.Two(410.0, "sold out")};
            int[] next = {0};
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> results[next[0]++]));
            assertEquals(closing("HTTP/1.1 410 Gone\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: 8\r\n\r\nsold out"), exchange(server, last(get("/"))));
            assertTrue(exchange(server, last(get("/"))).startsWith("HTTP/1.1 404 "));
            String status = "a status of 200..999 expected behind the string, got ";
            String none = "a second value is the status of a string, as in return \\\"gone\\\", 410; "
                + "other answers have it in a table";
            for (String cause : List.of(status + "1.0; gsub, which counts there, wants parentheses",
                    status + "1000.0; gsub, which counts there, wants parentheses",
                    "status: integer 200..999 expected, got 200.5", status + "something else", none,
                    none)) {
                assertTrue(exchange(server, last(get("/x"))).startsWith("HTTP/1.1 500 "), cause);
                assertTrue(f.log.getLast().endsWith("path=/x cause=\"" + cause + '"'), f.log::getLast);
            }
        }
    }

    @Test
    void headersThatWouldEndEarlyAreRefused() throws Exception {
        for (Map<?, ?> headers : List.of(Map.of("X-A", "1\r\nX-B: 2"), Map.of("X A", "1"),
                Map.of("X-A:", "1"), Map.of("X-A", "a\nb"))) {
            try (ServerFixture f = new ServerFixture()) {
                ScriptDouble script = new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                    args -> Map.of("headers", headers));
                ServerRuntime server = f.start("s", script);
                String answer = exchange(server, last(get("/")));
                assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
                assertFalse(answer.contains("X-"), answer);
                assertEquals(1, f.logged("http_answer_refused"));
            }
        }
    }

    @Test
    void malformedAndOversizedRequestsGetTheirStatusAndAClose() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", SHOW, "message-bytes-max", 100);
            Map<String, String> cases = new HashMap<>(Map.of(
                "GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", "400",
                "GET /\r\n\r\n", "400",
                "GET / HTTP/1.1\r\n\r\n", "400",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", "400",
                "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101), "413",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n" + "x".repeat(128),
                "413",
                "GET /" + "x".repeat(17_000) + " HTTP/1.1\r\n\r\n", "414",
                "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(17_000) + "\r\n\r\n", "431",
                "POST / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nContent-Length: 1\r\n\r\n", "417"));
            cases.put("GET / HTTP/9.9\r\nHost: x\r\n\r\n", "505");
            for (Map.Entry<String, String> c : cases.entrySet()) {
                String answer = exchange(server, c.getKey());
                assertTrue(answer.startsWith("HTTP/1.1 " + c.getValue() + " "),
                    () -> c.getKey() + answer);
                assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
            }
        }
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", SHOW);
            try (Wire w = new Wire(server)) {
                w.send("POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                assertEquals("HTTP/1.1 100 Continue\r", w.line());
                assertEquals("\r", w.line());
                w.send("ok");
                assertEquals(closing(ok("POST /p [] HTTP/1.1 null ok")), undated(w.rest()));
            }
        }
    }

    @Test
    void httpOneZeroClosesUnlessAskedNotTo() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", SHOW);
            String answer = ok("GET /a [] HTTP/1.0 null ");
            assertEquals(answer.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n")
                + closing(answer), exchange(server,
                "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /a HTTP/1.0\r\n\r\n"));
        }
    }

    @Test
    void whoStaysSilentBetweenRequestsIsClosedButNotWhileOneIsServed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            CompletableFuture<Object> slow = new CompletableFuture<>();
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> request(args).path().equals("/slow") ? slow : 204.0),
                "keepalive-timeout", "50ms");
            try (Wire waits = new Wire(server); Wire w = new Wire(server)) {
                waits.send(get("/") + get("/slow"));
                assertEquals("HTTP/1.1 204 No Content", w.send(get("/")).line().strip());
                assertTrue(w.rest().endsWith("\r\n\r\n"));
                until("only the slow one is left", () -> server.connections() == 1);
                assertEquals("HTTP/1.1 204 No Content", waits.line().strip());
                slow.complete("late".getBytes());
                assertTrue(waits.rest().endsWith("late"));
            }
        }
    }

    /** A script may keep a request as long as it likes, and the connection reads others meanwhile. */
    @Test
    void aRequestThatWasAnsweredIsStillWhatItWas() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            List<HttpRequest> kept = new ArrayList<>();
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> {
                kept.add(request(args));
                return 204.0;
            }));
            String large = "x".repeat(5000);
            try (Wire w = new Wire(server)) {
                w.send("GET /first?a=1 HTTP/1.1\r\nHost: one\r\nX-A: 1\r\nx-a: 2\r\n\r\n"
                    + "PUT /second HTTP/1.1\r\nHost: two\r\nContent-Length: 2\r\n\r\nhi"
                    + "GET /" + large + " HTTP/1.1\r\nHost: three\r\n\r\n"
                    + last(get("/fourth")));
                w.rest();
            }
            List<String> shown = on(server, () -> kept.stream().map(r -> r.method() + ' ' + r.path() + '?'
                + r.query() + ' ' + r.headers().first("host") + ' ' + r.headers().values("x-a")).toList());
            assertEquals(List.of("GET /first?a=1 one [1, 2]", "PUT /second? two []",
                "GET /" + large + "? three []"), shown.subList(0, 3));
            assertTrue(shown.get(3).startsWith("GET /fourth? "), shown.get(3));
        }
    }

    @Test
    void textOfTheServerNeverReachesAnHttpConnection() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", SHOW);
            try (Wire http = new Wire(server).send(get("/a")); Wire text = new Wire(server)) {
                assertEquals("HTTP/1.1 200 OK\r", http.line());
                for (String line = http.line(); !line.equals("\r"); line = http.line()) {
                    assertFalse(line.isEmpty());
                }
                http.bytes("GET /a [] HTTP/1.1 null ".length());
                text.send("to all\n");
                until("relayed", () -> server.counters()
                    .get(dev.socketley.engine.stats.Metric.TOTAL_MESSAGES) == 2);
                http.send(last(get("/b")));
                assertEquals(closing(ok("GET /b [] HTTP/1.1 null ")), undated(http.rest()));
            }
        }
    }

    @Test
    void aServerWithoutTheHookAnswersNotFound() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            assertTrue(exchange(server, last(get("/"))).startsWith("HTTP/1.1 404 Not Found\r\n"));
        }
    }
}
