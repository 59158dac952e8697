package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.net.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code on_http_error}: a script's own pages for errors that the server makes. */
@Timeout(120)
class ServerErrorPagesTest {
    @TempDir
    private Path directory;

    private static ScriptDouble pages(Function<Object[], Object> pages) {
        return new ScriptDouble().on(Hook.ON_HTTP_ERROR, pages).on(Hook.ON_HTTP_REQUEST, args ->
            switch (((HttpExchange) args[0]).request().path()) {
                case "/good" -> "good";
                case "/own" -> Map.of("status", 404, "body", "the script's own");
                case "/gone" -> 410.0;
                case "/wrong" -> Map.of("status", "x");
                default -> null;
            });
    }

    private static Object path(Object[] args) {
        return args[1] == null ? "nothing" : ((HttpExchange) args[1]).request().path();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n";
    }

    /** Status and body of each response; heads and bodies told apart by their lengths. */
    private static String brief(String responses) {
        return responses.replaceAll("(?s)HTTP/1.1 (\\d+) [^\r]*\r\n.*?\r\n\r\n", "<$1>");
    }

    private static ServerRuntime start(ServerFixture f, ScriptDouble script, int workers,
            Object... more) {
        Object[] all = new Object[more.length + 2];
        System.arraycopy(more, 0, all, 2, more.length);
        all[0] = "workers";
        all[1] = (long) workers;
        return f.start("s", script, all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aPageMayHaveAnotherStatusBehindIt(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = start(f, pages(args -> new ScriptDouble.Two("moved", 410.0)), workers);
            try (Wire w = new Wire(server)) {
                assertEquals("<410>moved<410>moved",
                    brief(w.send(get("/none") + "GET / HTTP/1.1\r\n\r\n").rest()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void errorsOfTheServerHaveThePageAndTheConnectionGoesOn(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = start(f, pages(args -> args[0].equals(500)
                ? "sorry" : Map.of("body", "no " + path(args), "headers", Map.of("X-A", "b"))), workers);
            try (Wire w = new Wire(server)) {
                w.send(get("/none") + get("/good") + get("/own") + get("/wrong")
                    + get("/end").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                String all = w.rest();
                assertEquals("<404>no /none<200>good<404>the script's own<500>sorry<404>no /end",
                    brief(all));
                assertTrue(all.contains("X-A: b\r\n"), all);
            }
            try (Wire w = new Wire(server)) {
                String all = w.send(get("/x").replace("GET", "HEAD").replace("Host",
                    "Connection: close\r\nHost")).rest();
                assertEquals("<404>", brief(all));
                assertTrue(all.contains("Content-Length: 5\r\n"), all);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aStatusAloneHasThePageAndAPageMayBeAStatusAlone(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = start(f,
                pages(args -> args[0].equals(410) ? "it was here" : (Object) 403.0), workers);
            try (Wire w = new Wire(server)) {
                w.send(get("/gone") + get("/none").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                assertEquals("<410>it was here<403>403 Forbidden", brief(w.rest()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatCannotBeUnderstoodHasThePageAndClosesAsBefore(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = start(f, pages(args -> CompletableFuture.completedFuture(
                args[0] + " at " + path(args))), workers, "message-bytes-max", 16);
            String[][] all = {
                {"GET / HTTP/1.1\r\n\r\n", "<400>400 at nothing"},
                {"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                    "<400>400 at nothing"},
                {"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99\r\n\r\n", "<413>413 at /"},
                {"GET /w HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                    "<426>426 at /w"},
                {"GET /e HTTP/1.1\r\nHost: t\r\nExpect: tea\r\n\r\n", "<417>417 at /e"},
                {"HEAD /h HTTP/1.1\r\nHost: t\r\nContent-Length: 99\r\n\r\n", "<413>"},
                {"POST /p HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "<400>400 at /p"},
                {"GET /x HTTP/9.1\r\nHost: t\r\n\r\n", "<505>505 at nothing"}};
            for (String[] one : all) {
                try (Wire w = new Wire(server)) {
                    assertEquals(one[1], brief(w.send(one[0] + get("/good")).rest()), one[0]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void nothingIsReadWhileThePageIsThoughtOf(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            CompletableFuture<Object> page = new CompletableFuture<>();
            ScriptDouble script = pages(args -> page);
            ServerRuntime server = start(f, script, workers);
            try (Wire w = new Wire(server)) {
                w.send("GET / HTTP/1.1\r\n\r\n" + get("/good"));
                until("it is asked", () -> script.calls.size() == 1);
                w.send(get("/good").repeat(3));
                w.socket.shutdownOutput();
                page.complete("at last");
                assertEquals("<400>at last", brief(w.rest()));
                assertEquals(1, script.calls.size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aPageThatIsNoneLeavesTheUsualOne(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            Object[] results = {null, 5, Map.of("status", 7), Map.of("file", "none"),
                Map.of("headers", Map.of("a b", "c")), Map.of("headers", Map.of("X", "y"))};
            int[] next = {0};
            ServerRuntime server = start(f, pages(args -> results[next[0]]), workers);
            for (int i = 0; i < results.length; i++) {
                next[0] = i;
                try (Wire w = new Wire(server)) {
                    w.send(get("/none").replace("Host", "Connection: close\r\nHost"));
                    assertEquals("<404>404 Not Found", brief(w.rest()), "result " + i);
                }
                try (Wire w = new Wire(server)) {
                    w.send("GET / HTTP/1.1\r\n\r\n");
                    assertEquals("<400>400 Bad Request", brief(w.rest()), "result " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void filesMayBePagesAndFieldsOfTheErrorStay(int workers) throws Exception {
        Path page = Files.writeString(directory.resolve("404.html"), "<p>gone");
        Files.writeString(directory.resolve("a.txt"), "a");
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = start(f, pages(args -> args[0].equals(404)
                ? Map.of("file", page.toString()) : "none of that"), workers, "http-dir",
                directory.toString());
            try (Wire w = new Wire(server)) {
                String all = w.send(get("/none") + get("/a.txt").replace("GET", "POST").replace("Host",
                    "Connection: close\r\nHost")).rest();
                assertEquals("<404><p>gone<405>none of that", brief(all));
                assertTrue(all.contains("Content-Type: text/html"), all);
                assertTrue(all.contains("Allow: GET, HEAD\r\n"), all);
            }
        }
    }
}
