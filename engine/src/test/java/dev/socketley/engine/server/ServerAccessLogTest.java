package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.http.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that each answered request leaves. */
@Timeout(120)
class ServerAccessLogTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("access.log");
    }

    /** Each line without its date and its milliseconds, which have to be there. */
    private List<String> lines() throws Exception {
        return Files.readAllLines(file()).stream().map(line -> {
            assertTrue(line.matches("\\S+ - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}(:\\d\\d){3} [+-]\\d{4}] "
                + "\".*\" \\d{3} \\d+ \".*\" \".*\" \\d+"), line);
            return line.replaceAll(" - - \\[.*?]| \\d+$", "");
        }).toList();
    }

    private String content() {
        try {
            return Files.exists(file()) ? Files.readString(file()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As logrotate does, which asks nobody. */
    @Test
    void aFileThatIsMovedAwayOrRemovedIsFollowedByANewOne() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> "hello".getBytes()), "access-log", file().toString());
            Path moved = directory.resolve("access.log.1");
            try (Wire w = new Wire(server)) {
                for (String path : List.of("/1", "/2", "/3")) {
                    w.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    until(path, () -> content().contains("GET " + path + " "));
                    assertEquals(1, lines().size());
                    if (path.equals("/1")) {
                        Files.move(file(), moved);
                    } else {
                        Files.delete(file());
                    }
                }
            }
            assertTrue(Files.readString(moved).contains("GET /1 "));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void eachAnsweredRequestIsALine(int workers) throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            CompletableFuture<Object> never = new CompletableFuture<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args ->
                switch (((HttpExchange) args[0]).request().path()) {
                    case "/" -> "hello".getBytes();
                    case "/slow" -> never;
                    default -> null;
                });
            ServerRuntime server = f.start("s", script, "workers", (long) workers, "access-log",
                file().toString(), "message-bytes-max", 16);
            try (Wire w = new Wire(server)) {
                w.send("GET /?a=1 HTTP/1.1\r\nHost: x\r\nReferer: http://o/\r\nUser-Agent: me \"1\"\u00e9\\"
                    + "\r\n\r\nHEAD /none HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n");
                w.rest();
            }
            try (Wire w = new Wire(server)) {
                w.send("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n");
                w.rest();
            }
            try (Wire w = ServerWebSocketTest.open(server)) {
                until("it is there", () -> server.connections() == 1);
                w.socket.close();
            }
            until("it is gone", () -> server.connections() == 0);
            try (Wire w = new Wire(server)) {
                w.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
                until("it is asked", () -> script.calls.size() == 3);
                w.reset();
            }
            until("the impatient one is gone", () -> server.connections() == 0);
            never.complete(null);
            ServerFixture.await(server.stop());
            assertEquals(List.of(
                "127.0.0.1 \"GET /?a=1 HTTP/1.1\" 200 121 \"http://o/\" \"me \\x221\\x22\\xE9\\x5C\"",
                "127.0.0.1 \"HEAD /none HTTP/1.1\" 404 109 \"-\" \"-\"",
                "127.0.0.1 \"POST / HTTP/1.1\" 413 171 \"-\" \"-\"",
                "127.0.0.1 \"-\" 400 145 \"-\" \"-\"",
                "127.0.0.1 \"GET /chat HTTP/1.1\" 101 129 \"-\" \"-\"",
                "127.0.0.1 \"GET /slow HTTP/1.1\" 499 0 \"-\" \"-\""), lines());
        }
    }
}
