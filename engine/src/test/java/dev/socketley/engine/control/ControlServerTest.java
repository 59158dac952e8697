package dev.socketley.engine.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.json.Json;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlServerTest {
    @TempDir Path directory;
    private final CompletableFuture<Object> waiting = new CompletableFuture<>();
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final Engine engine = new Engine(List.of(ProbeRuntime.TYPE), Transport.best(), 1);
    private ControlServer server;
    private ControlClientForTest client;

    @BeforeEach
    void open() throws IOException {
        server = new ControlServer(engine, directory.resolve("s"), List.of(
            new ControlCommand("wait", "Waits.", request -> {
                request.onCancel(() -> cancelled.complete(null));
                return waiting;
            }),
            new ControlCommand("count", "Streams three events from another thread.", request -> {
                Thread counter = new Thread(() -> {
                    for (int i = 1; i <= 3; i++) {
                        request.output("count", i);
                    }
                });
                counter.start();
                join(counter);
                return CompletableFuture.completedFuture("counted");
            }),
            new ControlCommand("release", "Ends waiting.", request -> {
                waiting.complete("released");
                return CompletableFuture.completedFuture(null);
            })));
        client = new ControlClientForTest(server.path());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        engine.close();
        try (var left = Files.list(directory)) {
            assertEquals(List.of(), left.filter(p -> !p.endsWith("other")).toList());
        }
    }

    private Map<?, ?> create(String name, String more) throws IOException {
        return client.ask("{\"id\":1,\"command\":\"create\",\"args\":{\"type\":\"probe\",\"name\":\""
            + name + '"' + more + "}}");
    }

    private static String errorOf(Map<?, ?> reply) {
        assertEquals(false, reply.get("ok"), reply::toString);
        Map<?, ?> error = (Map<?, ?>) reply.get("error");
        return error.get("code") + " " + error.get("message");
    }

    @Test
    void onlyTheUserMayUseTheSocket() throws IOException {
        assertEquals("rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(server.path())));
    }

    @Test
    void aRuntimeIsCreatedListedStoppedAndRemoved() throws IOException {
        create("a", ",\"start\":true,\"flags\":[\"-p\",\"81\",\"--group=web\",\"--no-drain\"]");
        Map<?, ?> reply = client.ask("{\"id\":7,\"command\":\"list\"}");
        assertEquals(7L, reply.get("id"));
        Map<?, ?> row = (Map<?, ?>) ((List<?>) reply.get("result")).getFirst();
        assertEquals("a", row.get("name"));
        assertEquals(81L, row.get("port"));
        assertEquals("running", row.get("status"));
        assertEquals("web", row.get("group"));
        client.ask("{\"command\":\"stop\",\"args\":{\"names\":[\"a\"]}}");
        Map<?, ?> shown = client.ask("{\"command\":\"show\",\"args\":{\"names\":[\"*\"]}}");
        Map<?, ?> a = (Map<?, ?>) ((List<?>) shown.get("result")).getFirst();
        assertEquals("stopped", a.get("status"));
        assertEquals(false, ((Map<?, ?>) a.get("options")).get("drain"));
        assertEquals(5000L, ((Map<?, ?>) a.get("options")).get("stop_ms_max"));
        client.ask("{\"command\":\"remove\",\"args\":{\"names\":[\"a\"]}}");
        assertEquals(List.of(), client.ask("{\"command\":\"list\"}").get("result"));
    }

    @Test
    void aCreateThatCannotStartLeavesNothing() throws IOException {
        assertEquals("EADDRINUSE port 4000 is in use",
            errorOf(create("a", ",\"start\":true,\"flags\":[\"--broken\"]")));
        assertNull(engine.registry().get("a"));
    }

    @Test
    void mistakesInFlagsAreNamed() throws IOException {
        assertEquals("EOPTION unknown flag '--prot', did you mean '--port'?",
            errorOf(create("a", ",\"flags\":[\"--prot\",\"1\"]")));
        assertEquals("EINVAL --port: integer 0..65535 expected, got \"http\"",
            errorOf(create("a", ",\"flags\":[\"--port\",\"http\"]")));
        assertEquals("EINVAL -p: integer 0..65535 expected, got nothing",
            errorOf(create("a", ",\"flags\":[\"-p\"]")));
        assertEquals("EOPTION a flag expected, got 'x'", errorOf(create("a", ",\"flags\":[\"x\"]")));
        assertNull(engine.registry().get("a"));
    }

    @Test
    void oneThatFailsLeavesTheOthersAlone() throws IOException {
        create("bad", ",\"flags\":[\"--broken\"]");
        create("good", "");
        Map<?, ?> reply = client.ask("{\"command\":\"start\",\"args\":{\"names\":[\"*\"]}}");
        List<?> results = (List<?>) reply.get("result");
        assertEquals("EADDRINUSE",
            ((Map<?, ?>) ((Map<?, ?>) results.get(0)).get("error")).get("code"));
        assertEquals(Map.of("name", "good"), results.get(1));
    }

    @Test
    void editChangesWhatTheFlagsSay() throws IOException {
        create("a", ",\"start\":true");
        Map<?, ?> reply = client.ask("{\"command\":\"edit\",\"args\":{\"name\":\"a\",\"flags\":"
            + "[\"--rate-limit\",\"5\",\"-p\",\"82\"]}}");
        assertEquals(Map.of("changed", List.of("port", "rate-limit"), "waiting", List.of("port")),
            reply.get("result"));
    }

    @Test
    void aMessageReachesTheRuntime() throws Exception {
        create("a", ",\"start\":true");
        client.ask("{\"command\":\"send\",\"args\":{\"name\":\"a\",\"message\":\"hi \\n there\"}}");
        client.ask("{\"command\":\"send\",\"args\":{\"name\":\"a\",\"base64\":\"eA==\"}}");
        ProbeRuntime probe = (ProbeRuntime) engine.registry().get("a");
        assertEquals("hi \n there", probe.sent.poll(5, TimeUnit.SECONDS));
        assertEquals("x", probe.sent.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void badRequestsAreAnsweredAndTheLinkGoesOn() throws IOException {
        assertEquals("EINVAL json: a value expected at character 1, got 'l'",
            errorOf(client.ask("ls")));
        assertEquals("EINVAL control request: an object expected", errorOf(client.ask("[1]")));
        assertEquals("EINVAL control request: unknown command 'lst', did you mean 'list'?",
            errorOf(client.ask("{\"command\":\"lst\"}")));
        assertEquals("EINVAL control request: names: a list of text expected",
            errorOf(client.ask("{\"command\":\"stop\",\"args\":{\"names\":\"a\"}}")));
        assertEquals("ENOTFOUND runtime 'a' not found",
            errorOf(client.ask("{\"command\":\"stop\",\"args\":{\"names\":[\"a\"]}}")));
        assertEquals(true, client.ask("{\"command\":\"status\"}").get("ok"));
    }

    @Test
    void anEndlessLineIsRefused() throws IOException {
        String chunk = "x".repeat(1 << 16);
        String last;
        try {
            for (int sent = 0; sent <= ControlSession.LINE_BYTES_MAX; sent += chunk.length()) {
                client.send(chunk);
            }
            assertEquals("ELIMIT control request is longer than 4194304 bytes",
                errorOf((Map<?, ?>) Json.parse(client.line())));
            last = client.line();
        } catch (IOException resetBeforeTheAnswerWasRead) {
            last = null;
        }
        assertNull(last);
    }

    @Test
    void requestsAreWorkedOnSideBySide() throws IOException {
        client.send("{\"id\":1,\"command\":\"wait\"}\n{\"id\":2,\"command\":\"release\"}\n");
        assertEquals("{\"id\":1,\"ok\":true,\"result\":\"released\"}", client.line());
        assertEquals("{\"id\":2,\"ok\":true,\"result\":null}", client.line());
    }

    @Test
    void theAnswerComesBehindWhatWasStreamed() throws IOException {
        client.send("{\"id\":1,\"command\":\"count\"}\n");
        for (int i = 1; i <= 3; i++) {
            assertEquals("{\"id\":1,\"event\":\"count\",\"data\":" + i + "}", client.line());
        }
        assertEquals("{\"id\":1,\"ok\":true,\"result\":\"counted\"}", client.line());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsWork() throws Exception {
        client.send("{\"id\":1,\"command\":\"wait\"}\n");
        client.close();
        cancelled.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatHasSaidItsLastGetsItsAnswers() throws IOException {
        client.send("{\"id\":1,\"command\":\"list\"}\n{\"id\":2,\"command\":\"list\"}\n");
        client.endOutput();
        assertEquals("{\"id\":1,\"ok\":true,\"result\":[]}", client.line());
        assertEquals("{\"id\":2,\"ok\":true,\"result\":[]}", client.line());
        assertNull(client.line());
    }

    @Test
    void theLogCanBeFollowed() throws IOException {
        Log.info("before_following");
        client.send("{\"id\":3,\"command\":\"logs\",\"args\":{\"lines\":100,\"follow\":true}}\n");
        lineWith("before_following");
        Log.info("while_following", "n", 1);
        String line = lineWith("while_following");
        assertTrue(line.startsWith("{\"id\":3,\"event\":\"log\",\"data\":\"["), line);
        assertTrue(line.contains("while_following n=1"), line);
    }

    /** The next line with a word: other parts of the process may log at any time. */
    private String lineWith(String word) throws IOException {
        String line = client.line();
        while (!line.contains(word)) {
            line = client.line();
        }
        return line;
    }

    @Test
    void aSecondEngineOnTheSameSocketIsRefused() {
        EngineException e = assertThrows(EngineException.class,
            () -> new ControlServer(engine, server.path(), List.of()));
        assertEquals(ErrorCode.EADDRINUSE, e.code());
        assertEquals("an engine is already running on " + server.path(), e.getMessage());
    }

    @Test
    void aDeadEnginesSocketIsReplaced() throws IOException {
        Path path = directory.resolve("dead");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        try (ControlServer second = new ControlServer(engine, path, List.of());
                ControlClientForTest other = new ControlClientForTest(second.path())) {
            assertEquals(true, other.ask("{\"command\":\"status\"}").get("ok"));
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void anotherKindOfFileIsLeftAlone() throws IOException {
        Path path = Files.writeString(directory.resolve("other"), "mine");
        EngineException e = assertThrows(EngineException.class,
            () -> new ControlServer(engine, path, List.of()));
        assertEquals(ErrorCode.EEXIST, e.code());
        assertEquals("mine", Files.readString(path));
    }
}
