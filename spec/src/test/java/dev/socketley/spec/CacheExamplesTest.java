package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Each of {@code examples/cache/} does what its header says. */
class CacheExamplesTest extends ProgramSpec {
    private HttpClient http;

    @BeforeEach
    void open() {
        http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    @AfterEach
    void close() {
        http.close();
    }

    private Process start(String example) throws Exception {
        program.example("cache/" + example);
        return program.engine("socketley --lua " + example);
    }

    private Jedis redis(String cache) {
        return new Jedis("127.0.0.1", program.port(cache), 20_000);
    }

    private HttpRequest request(String server, String path) {
        return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + program.port(server) + path)).build();
    }

    private HttpResponse<String> ask(String server, String path) throws Exception {
        return http.send(request(server, path), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sqliteIsReadThroughAndWrittenBehind() throws Exception {
        Process engine = start("sqlite.lua");
        try (Jedis users = redis("users")) {
            assertEquals("ann", users.get("1"));
            assertEquals("OK", users.set("2", "bob"));
            assertEquals(1, users.del("1"));
        }
        engine.destroy();
        assertTrue(engine.waitFor(60, TimeUnit.SECONDS));
        program.release(engine);
        start("sqlite.lua");
        try (Jedis users = redis("users")) {
            assertEquals(List.of("ann", "bob"), users.mget("1", "2"), "a start makes ann anew");
        }
    }

    @Test
    void postgresIsReadThroughAndWrittenThrough() throws Exception {
        try (Postgres postgres = new Postgres(directory.resolve("pg"))) {
            program.example("cache/postgres.lua");
            program.engine("env DATABASE_URL=" + postgres.url() + " socketley --lua postgres.lua");
            String apple = "{\"title\":\"Apple\",\"price\":\"1.20\"}";
            try (Jedis products = redis("products")) {
                assertEquals("OK", products.set("apple", apple));
                assertEquals("OK", products.set("gone", apple));
                assertEquals(1, products.del("gone"));
                products.flushAll();
                String read = products.get("apple");
                assertTrue(read.contains("\"Apple\"") && read.contains("\"1.20\""), read);
                assertEquals(300, products.ttl("apple"), 5);
                assertEquals(null, products.get("gone"));
                assertTrue(Assertions.assertThrows(
                    redis.clients.jedis.exceptions.JedisDataException.class,
                    () -> products.rpush("l", "x")).getMessage().contains("only strings"));
            }
        }
    }

    @Test
    void sessionsKnowTheirVisitors() throws Exception {
        start("sessions.lua");
        assertEquals("visit 1\n", ask("site", "/").body());
        assertEquals("visit 2\n", ask("site", "/").body());
        assertEquals("good bye\n", ask("site", "/bye").body());
        assertEquals("visit 1\n", ask("site", "/").body());
    }

    @Test
    void theLeaderboardRanks() throws Exception {
        start("leaderboard.lua");
        try (LineClient client = new LineClient(program.port("game"))) {
            client.send("ann 10", "bob 7", "bob 5", "top", "?");
            client.expect("ann has 10, place 1", "bob has 7, place 2", "bob has 12, place 1",
                "1. bob 12, 2. ann 10", "say: <player> <points>, or: top");
        }
    }

    @Test
    void messagesGoBothWays() throws Exception {
        start("pubsub.lua");
        CompletableFuture<String> said = new CompletableFuture<>();
        redis.clients.jedis.JedisPubSub inbox = new redis.clients.jedis.JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                said.complete(message);
                unsubscribe();
            }
        };
        try (LineClient terminal = new LineClient(program.port("terminals"));
                Jedis channels = redis("channels"); Jedis listener = redis("channels")) {
            Until.holds("the terminal is there", () -> program.connections("terminals") == 1);
            channels.publish("news", "hello");
            terminal.expect("hello");
            CompletableFuture<Void> ended =
                CompletableFuture.runAsync(() -> listener.subscribe(inbox, "said"));
            Until.holds("the listener is there",
                () -> channels.pubsubNumSub("said").get("said") == 1);
            terminal.send("good day");
            assertEquals("good day", said.get(20, TimeUnit.SECONDS));
            ended.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsKeptOutlivesAKill() throws Exception {
        Process engine = start("persistence.lua");
        try (Jedis kept = redis("kept")) {
            assertEquals(1, kept.incr("visits"));
        }
        program.kill(engine);
        Files.deleteIfExists(program.socket());
        start("persistence.lua");
        try (Jedis kept = redis("kept")) {
            assertEquals(2, kept.incr("visits"));
        }
    }

    @Test
    void readersHaveWhatTheLeaderHas() throws Exception {
        start("replicas.lua");
        try (Jedis leader = redis("leader"); Jedis one = redis("reader-1"); Jedis two = redis("reader-2")) {
            leader.set("greeting", "hello");
            assertEquals(2, leader.waitReplicas(2, 15_000));
            assertEquals("hello", one.get("greeting"));
            assertEquals("hello", two.get("greeting"));
            assertTrue(assertThrows(JedisDataException.class, () -> one.set("greeting", "no"))
                .getMessage().startsWith("READONLY"));
            one.sendCommand(Protocol.Command.REPLICAOF, "NO", "ONE");
            one.set("greeting", "mine");
            assertEquals("hello", leader.get("greeting"));
        }
    }

    @Test
    void theRateLimitIsSharedByBothServers() throws Exception {
        start("ratelimit.lua");
        assertEquals("2 left\n", ask("one", "/").body());
        assertEquals("1 left\n", ask("two", "/").body());
        assertEquals("0 left\n", ask("one", "/").body());
        assertEquals(429, ask("two", "/").statusCode());
        assertTrue(ask("one", "/").headers().firstValue("retry-after").isPresent());
    }

    @Test
    void theLockLetsOneMakeTheReport() throws Exception {
        start("lock.lua");
        List<CompletableFuture<String>> both = Stream.of(1, 2).map(i -> http.sendAsync(
            request("reports", "/"), HttpResponse.BodyHandlers.ofString())
            .thenApply(HttpResponse::body)).toList();
        assertEquals(List.of("report 1\n", "somebody makes it already\n"),
            List.copyOf(new TreeSet<>(both.stream().map(CompletableFuture::join).toList())));
        assertEquals("report 2\n", ask("reports", "/").body());
    }

    /** A server of its own, in a directory; skips the test where it is not installed. */
    private static final class Postgres implements AutoCloseable {
        private final Path data;
        private final String bin;
        private final String as;
        private final int port;

        Postgres(Path data) throws IOException {
            this.data = data;
            bin = bin();
            // The server refuses to run as root.
            as = System.getProperty("user.name").equals("root") ? "su postgres -s /bin/sh -c " : "";
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Files.createDirectories(data);
            if (!as.isEmpty()) {
                shell("chmod a+x " + data.getParent() + " && chown postgres " + data);
            }
            user(bin + "/initdb -U shop -A trust -E UTF8 --no-sync -D " + data);
            user(bin + "/pg_ctl -w -t 60 -D " + data + " -l " + data + "/log.txt -o \"-p " + port
                + " -k " + data + " -c listen_addresses=127.0.0.1 -c fsync=off\" start");
        }

        private static String bin() throws IOException {
            Path root = Path.of("/usr/lib/postgresql");
            if (Files.isDirectory(root)) {
                try (Stream<Path> versions = Files.list(root)) {
                    String found = versions.map(v -> v.resolve("bin"))
                        .filter(b -> Files.isExecutable(b.resolve("initdb")))
                        .map(Path::toString).max(String::compareTo).orElse(null);
                    if (found != null) {
                        return found;
                    }
                }
            }
            assertTrue(System.getenv("SOCKETLEY_REQUIRE_PEERS") == null, "PostgreSQL is missing");
            Assumptions.abort("PostgreSQL is not installed in " + root);
            return null;
        }

        String url() {
            return "postgres://shop@127.0.0.1:" + port + "/postgres";
        }

        private void user(String command) throws IOException {
            shell(as.isEmpty() ? command : as + "'" + command + "'");
        }

        private void shell(String command) throws IOException {
            Path log = data.resolveSibling("pg.txt");
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
            process.onExit().orTimeout(120, TimeUnit.SECONDS).join();
            assertEquals(0, process.exitValue(), () -> {
                try {
                    return command + "\n" + Files.readString(log);
                } catch (IOException e) {
                    return command;
                }
            });
        }

        @Override
        public void close() throws IOException {
            user(bin + "/pg_ctl -m immediate -w -D " + data + " stop");
        }
    }
}
