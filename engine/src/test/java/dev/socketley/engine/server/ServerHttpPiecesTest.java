package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.stats.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that come and responses that go in pieces. */
@Timeout(60)
class ServerHttpPiecesTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\n";

    /** Reads all of a body and answers with its length. */
    private static Object count(HttpExchange exchange) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        next(exchange, 0, answer);
        return answer;
    }

    private static void next(HttpExchange exchange, int sum, CompletableFuture<Object> answer) {
        exchange.read(1000, (piece, error) -> {
            if (piece == null) {
                answer.complete(error == null ? sum + " bytes" : sum + " bytes, " + error.getMessage());
            } else {
                next(exchange, sum + piece.length, answer);
            }
        });
    }

    private static ScriptDouble script(Function<HttpExchange, Object> body) {
        return new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args -> body.apply((HttpExchange) args[0]));
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aBodyOverTheBoundOfMessagesComesInPieces() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", script(x -> x.body() != null ? "whole" : count(x)),
                "message-bytes-max", 100, "body-bytes-max", 5000);
            for (int n : List.of(0, 100, 101, 5000)) {
                try (Wire w = new Wire(server).send(HEAD + "Connection: close\r\nContent-Length: " + n
                        + "\r\n\r\n" + "x".repeat(n))) {
                    assertEquals(n <= 100 ? "whole" : n + " bytes", body(w.rest()));
                }
                String chunk = n == 0 ? "" : Integer.toHexString(n) + "\r\n" + "x".repeat(n) + "\r\n";
                try (Wire w = new Wire(server).send(HEAD + "Connection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n")) {
                    assertEquals(n <= 100 ? "whole" : n + " bytes", body(w.rest()));
                }
            }
            try (Wire w = new Wire(server).send(HEAD + "Content-Length: 5001\r\n\r\n")) {
                assertEquals("HTTP/1.1 413 Request Entity Too Large\r", w.line());
            }
        }
    }

    @Test
    void bodyStreamAsksBeforeTheBodyIsThereAndContinueWaitsForTheScript() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<HttpExchange> asked = new AtomicReference<>();
            CompletableFuture<Object> go = new CompletableFuture<>();
            ServerRuntime server = f.start("s", script(x -> {
                asked.set(x);
                return go.thenCompose(y -> on(x));
            }), "body-stream", true);
            try (Wire w = new Wire(server).send(HEAD + "Connection: close\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 3\r\n\r\n")) {
                until("asked", () -> asked.get() != null);
                go.complete(null);
                assertEquals("HTTP/1.1 100 Continue\r", w.line());
                w.line();
                w.send("abc");
                assertEquals("3 bytes", body(w.rest()));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static CompletableFuture<Object> on(HttpExchange exchange) {
        CompletableFuture<Object> out = new CompletableFuture<>();
        exchange.run(() -> ((CompletableFuture<Object>) count(exchange)).thenAccept(out::complete));
        return out;
    }

    @Test
    void aBodyThatNobodyReadsIsNotTakenInWithoutBound() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            ServerRuntime server = f.start("s", script(x -> answer), "message-bytes-max", 16,
                "body-bytes-max", "1G");
            try (Wire w = new Wire(server).send(HEAD + "Content-Length: 400000000\r\n\r\n")) {
                w.socket.setSoTimeout(60_000);
                AtomicInteger sent = new AtomicInteger();
                Thread writer = Thread.startVirtualThread(() -> {
                    try {
                        byte[] block = new byte[1 << 20];
                        for (int i = 0; i < 380; i++) {
                            w.send(block);
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        sent.addAndGet(1 << 20); // the server has closed
                    }
                });
                until("it starts", () -> server.counters().get(Metric.BYTES_IN) > 64 << 10);
                long before = -1;
                while (before != server.counters().get(Metric.BYTES_IN)) {
                    before = server.counters().get(Metric.BYTES_IN);
                    until("time passes", quiet());
                }
                assertTrue(before < 4 << 20, "taken in: " + before);
                assertTrue(sent.get() < 100, "sent: " + sent);
                answer.complete("enough");
                assertEquals("HTTP/1.1 200 OK\r", w.line());
                writer.join();
            }
        }
    }

    /** True a little later. */
    private static BooleanSupplier quiet() {
        long until = System.nanoTime() + 200_000_000;
        return () -> System.nanoTime() > until;
    }

    @Test
    void aResponseInPiecesGoesInChunksAndWaitsForItsReader() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicInteger written = new AtomicInteger();
            AtomicReference<Boolean> waited = new AtomicReference<>(false);
            ServerRuntime server = f.start("s", script(x -> {
                x.begin(new HttpResponse(200).field("X-A", "1"));
                CompletableFuture<Object> done = new CompletableFuture<>();
                more(x, written, waited, done);
                return done;
            }), "write-high-bytes", 100_000, "write-low-bytes", 50_000);
            try (Wire w = new Wire(server).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                until("it waits", waited::get);
                assertTrue(written.get() < 300, "written: " + written);
                assertEquals("HTTP/1.1 200 OK\r", w.line());
                int all = 0;
                String size = "";
                while (!size.equals("0\r")) {
                    size = w.line();
                    if (size.matches("[1-9a-f][0-9a-f]*\r")) {
                        int n = Integer.parseInt(size.strip(), 16);
                        all += w.bytes(n).length;
                        w.line();
                    }
                }
                assertEquals("X-T: v\r", w.line());
                assertEquals(300 * 50_000, all);
                assertEquals("\r", w.line());
                w.send("GET / HTTP/1.0\r\n\r\n");
                assertEquals("HTTP/1.1 200 OK\r", w.line());
            }
        }
    }

    private static void more(HttpExchange x, AtomicInteger written, AtomicReference<Boolean> waited,
            CompletableFuture<Object> done) {
        if (written.incrementAndGet() > 300) {
            x.end(List.of(Map.entry("X-T", "v".getBytes())));
            done.complete(null);
            return;
        }
        boolean[] answered = {false};
        assertNull(x.write(new byte[50_000], ok -> {
            answered[0] = true;
            if (ok) {
                x.loop().execute(() -> more(x, written, waited, done));
            } else {
                done.complete(null);
            }
        }));
        waited.set(waited.get() || !answered[0]);
    }

    @Test
    void whatIsKeptOpenEndsWithItsClientOnlyWhenAsked() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<HttpExchange> kept = new AtomicReference<>();
            ServerRuntime server = f.start("s", script(x -> {
                x.endWithPeer();
                x.begin(new HttpResponse(200));
                kept.set(x);
                return x;
            }));
            try (Wire w = new Wire(server).send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n")) {
                assertEquals("HTTP/1.1 200 OK\r", w.line());
                HttpExchange first = kept.get();
                first.run(() -> first.write("late".getBytes(), ok -> { }));
                for (String line = w.line(); !line.equals("\r"); line = w.line()) {
                    assertFalse(line.isEmpty());
                }
                assertEquals("4\r", w.line());
                assertEquals("late\r", w.line());
                assertEquals(first, kept.get(), "the second request waits");
                first.run(() -> first.end(List.of()));
                until("the second", () -> kept.get() != first);
                w.socket.shutdownOutput();
                until("gone", kept.get()::isGone);
            }
        }
    }

    @Test
    void whoeverIsGoneIsToldOfAtTheFirstWrite() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<HttpExchange> kept = new AtomicReference<>();
            CompletableFuture<Object> answer = new CompletableFuture<>();
            ServerRuntime server = f.start("s", script(x -> {
                kept.set(x);
                return answer;
            }));
            try (Wire w = new Wire(server).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                until("asked", () -> kept.get() != null);
                w.reset();
            }
            HttpExchange exchange = kept.get();
            until("gone", exchange::isGone);
            CompletableFuture<Boolean> reached = new CompletableFuture<>();
            exchange.run(() -> {
                assertFalse(exchange.begin(new HttpResponse(200)));
                assertNull(exchange.write("late".getBytes(), reached::complete));
            });
            assertFalse(reached.get(60, TimeUnit.SECONDS));
            answer.complete(null);
        }
    }

    @Test
    void aLengthThatIsNotKeptCutsTheConnection() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", script(x -> {
                x.begin(new HttpResponse(200).field("Content-Length", "5"));
                assertEquals("the body exceeds its content-length by 1",
                    x.write("123456".getBytes(), ok -> { }).getMessage());
                x.write("123".getBytes(), ok -> { });
                return null;
            }));
            try (Wire w = new Wire(server).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
                String rest = w.rest();
                assertFalse(rest.contains("12345"), rest);
                assertEquals(1, f.logged("connection_lost"));
            }
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyBreaksItOff() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<Object> heard = new AtomicReference<>();
            ServerRuntime server = f.start("s", script(x -> {
                CompletableFuture<?> all = (CompletableFuture<?>) count(x);
                all.thenAccept(heard::set);
                return all;
            }), "body-stream", true);
            new Wire(server).send(HEAD + "Content-Length: 10\r\n\r\nabc").close();
            until("heard", () -> heard.get() != null);
            assertTrue(heard.get().toString().startsWith("3 bytes, the client has "),
                heard.toString());
        }
    }

    @Test
    void slowHeadsAndSlowBodiesAreRefused() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", script(x -> "ok"), "request-timeout", 0.05);
            try (Wire w = new Wire(server).send("GET / HTTP/1.1\r\nHost")) {
                assertTrue(w.rest().startsWith("HTTP/1.1 408 Request Timeout\r\n"));
            }
        }
    }

    @Test
    void tooManyFieldsAndTooLongHeadsAreRefused() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", script(x -> "ok"), "head-fields-max", 3,
                "head-bytes-max", 256);
            String head = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
            try (Wire w = new Wire(server).send(head + "A: 1\r\n\r\n")) {
                assertTrue(w.rest().startsWith("HTTP/1.1 200 "));
            }
            try (Wire w = new Wire(server).send(head + "A: 1\r\nB: 2\r\n\r\n")) {
                assertTrue(w.rest().startsWith("HTTP/1.1 431 "));
            }
            for (int over : new int[] {0, 1}) {
                String value = "1".repeat(256 + over - head.length() - 7);
                try (Wire w = new Wire(server).send(head + "A: " + value + "\r\n\r\n")) {
                    assertTrue(w.rest().startsWith("HTTP/1.1 " + (over == 0 ? "200 " : "431 ")));
                }
            }
        }
    }
}
