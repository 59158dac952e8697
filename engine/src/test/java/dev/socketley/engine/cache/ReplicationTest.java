package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.resp.Args;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationTest extends RunningCaches {
    ReplicationTest() {
        super(2);
    }

    private CacheRuntime start(String name, Object... options) {
        return start(name, Hooks.NONE, options);
    }

    private static String address(CacheRuntime cache) {
        return "127.0.0.1:" + cache.port();
    }

    /** What a command of this process is answered, in words with spaces between. */
    private static String run(CacheRuntime cache, String... words) {
        return shown(await(cache.execute(Args.of(words))));
    }

    private static String shown(Reply reply) {
        return switch (reply.kind()) {
            case INTEGER -> Long.toString(reply.integer());
            case DOUBLE -> Double.toString(reply.number());
            case STATUS, ERROR -> reply.line();
            case BULK, TEXT -> new String(reply.bytes(), StandardCharsets.ISO_8859_1);
            case NIL -> "nil";
            default -> reply.items().stream().map(ReplicationTest::shown).collect(Collectors.joining(" "));
        };
    }

    private static boolean isUp(CacheRuntime follower) {
        return run(follower, "INFO", "replication").contains("master_link_status:up");
    }

    private static String exchange(Socket socket, String request, String end) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return readTo(socket.getInputStream(), end);
    }

    private static String readTo(InputStream in, String end) throws IOException {
        StringBuilder got = new StringBuilder();
        while (got.indexOf(end, Math.max(0, got.length() - end.length() - 1)) < 0) {
            int next = in.read();
            if (next < 0) {
                return got + "<end>";
            }
            got.append((char) next);
        }
        return got.toString();
    }

    /** Waits until followers have what the leader has. */
    private void caughtUp(CacheRuntime leader, int followers) throws IOException {
        assertEquals(":" + followers + "\r\n",
            exchange(connect(leader), "WAIT " + followers + " " + SECONDS_MAX * 1000 + "\r\n", "\r\n"));
    }

    /** Every key with its type, deadline and value. */
    private static Map<String, String> dump(CacheRuntime cache) {
        Map<String, String> all = new TreeMap<>();
        for (Reply each : await(cache.execute(Args.of("KEYS", "*"))).items()) {
            String key = each.toString();
            String type = run(cache, "TYPE", key);
            String[] read = switch (type) {
                case "string" -> new String[] {"GET", key};
                case "list" -> new String[] {"LRANGE", key, "0", "-1"};
                case "hash" -> new String[] {"HGETALL", key};
                case "set" -> new String[] {"SMEMBERS", key};
                default -> new String[] {"ZRANGE", key, "0", "-1", "WITHSCORES"};
            };
            String value = run(cache, read);
            if (type.equals("hash") || type.equals("set")) {
                value = Arrays.stream(value.split(" ")).sorted().collect(Collectors.joining(" "));
            }
            all.put(key, type + " " + run(cache, "PEXPIRETIME", key) + " " + value);
        }
        return all;
    }

    private static String encoded(byte[][] command) {
        StringBuilder out = new StringBuilder("*" + command.length + "\r\n");
        for (byte[] word : command) {
            out.append('$').append(word.length).append("\r\n")
                .append(new String(word, StandardCharsets.ISO_8859_1)).append("\r\n");
        }
        return out.toString();
    }

    @Test
    void aFollowerHasWhatThereIsAndThenEveryChange() throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "old", "1", "PX", "500000");
        run(leader, "RPUSH", "list", "a", "b", "c");
        CacheRuntime follower = start("follower", "replicate", address(leader));
        until(() -> isUp(follower));
        assertEquals(dump(leader), dump(follower));
        run(leader, "SET", "new", "2");
        run(leader, "LPOP", "list");
        run(leader, "DEL", "old");
        run(leader, "HSET", "hash", "f", "v");
        run(leader, "SPOP", "none");
        caughtUp(leader, 1);
        assertEquals(Map.of("new", "string -1 2", "list", "list -1 b c", "hash", "hash -1 f v"),
            dump(follower));
    }

    @Test
    void whatRandomCommandsLeaveIsTheSameOnAllFollowers() throws IOException {
        CacheRuntime leader = start("leader");
        CacheRuntime early = start("early", "replicate", "leader");
        until(() -> isUp(early));
        CacheRuntime late = null;
        for (int seed = 1; seed <= 40; seed++) {
            StringBuilder all = new StringBuilder();
            for (byte[][] command : RedisGrammar.commands(seed, 200)) {
                all.append(encoded(command));
            }
            exchange(connect(leader), all + "RESET\r\nECHO the-end\r\n", "the-end\r\n");
            if (seed == 20) {
                late = start("late", "replicate", address(leader));
            }
        }
        caughtUp(leader, 2);
        for (CacheRuntime each : List.of(early, late)) {
            assertEquals(lines(dump(leader)), lines(dump(each)), each.name());
        }
    }

    private static String lines(Map<String, String> all) {
        return String.join("\n", all.entrySet().stream().map(Object::toString).toList());
    }

    @Test
    void changesWhileTheKeysAreSentComeBehindThem() throws IOException {
        CacheRuntime leader = start("leader");
        StringBuilder fill = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            fill.append("SET key:").append(i).append(" 0\r\n");
        }
        Socket writer = connect(leader);
        exchange(writer, "PING\r\n", "+PONG\r\n");
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                readTo(writer.getInputStream(), "$7\r\nthe-end\r\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.getOutputStream().write(fill.toString().getBytes(StandardCharsets.US_ASCII));
        CacheRuntime follower = start("follower", "replicate", address(leader));
        writer.getOutputStream().write((fill.toString().replace(" 0\r\n", " 1\r\n")
            + "ECHO the-end\r\n").getBytes(StandardCharsets.US_ASCII));
        joined(reader);
        caughtUp(leader, 1);
        assertEquals("100000", run(follower, "DBSIZE"));
        for (int i = 0; i < 100_000; i += 997) {
            assertEquals("1", run(follower, "GET", "key:" + i));
        }
    }

    private static void joined(Thread thread) {
        try {
            assertTrue(thread.join(Duration.ofSeconds(SECONDS_MAX)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFollowersClientsChangeNothing() throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "k", "v");
        CacheRuntime follower = start("follower", "replicate", address(leader));
        until(() -> isUp(follower));
        String refused = "-READONLY You can't write against a read only replica.\r\n";
        Socket client = connect(follower);
        assertEquals("+PONG\r\n" + refused,
            exchange(client, "PING\r\n", "\r\n") + exchange(client, "SET k w\r\n", "\r\n"));
        assertEquals("denied: readonly mode\n", exchange(connect(follower), "del k\n", "\n"));
        assertTrue(run(follower, "FLUSHALL").startsWith("READONLY "));
        assertEquals("v", run(follower, "GET", "k"));
        assertEquals("slave 127.0.0.1 " + leader.port() + " connected",
            run(follower, "ROLE").replaceAll(" \\d+$", ""));
        assertTrue(run(leader, "ROLE").startsWith("master "), run(leader, "ROLE"));
        assertTrue(run(leader, "INFO", "replication").contains("connected_slaves:1"));
        assertTrue(exchange(connect(follower), "REPLICATE 2\r\n", "\r\n")
            .contains("follows another one"));
    }

    @Test
    void keysEndWhenTheyEndForTheLeader() throws IOException {
        CacheRuntime leader = start("leader");
        CacheRuntime follower = start("follower", "replicate", address(leader));
        until(() -> isUp(follower));
        run(leader, "SET", "k", "v", "PX", "300");
        run(leader, "SET", "kept", "v", "PX", "300");
        run(leader, "PERSIST", "kept");
        caughtUp(leader, 1);
        until(() -> run(leader, "EXISTS", "k").equals("0"));
        until(() -> run(follower, "EXISTS", "k").equals("0"));
        assertEquals("v", run(follower, "GET", "kept"));
    }

    @Test
    void aLostLeaderIsFoundAgainAndAllIsSentAnew() throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "k", "1");
        CacheRuntime follower = start("follower", "replicate", "leader");
        until(() -> isUp(follower));
        await(leader.stop());
        until(() -> !isUp(follower));
        assertEquals("1", run(follower, "GET", "k"));
        await(leader.start());
        run(leader, "FLUSHALL");
        run(leader, "SET", "other", "2");
        until(() -> isUp(follower));
        assertEquals(Map.of("other", "string -1 2"), dump(follower));
    }

    @Test
    void whoFollowsNobodyAnyMoreKeepsTheKeys() throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "k", "1");
        CacheRuntime follower = start("follower", "replicate", address(leader), "mode", "admin");
        until(() -> isUp(follower));
        assertEquals("OK", run(follower, "REPLICAOF", "NO", "ONE"));
        until(() -> run(follower, "SET", "mine", "2").equals("OK"));
        until(() -> run(leader, "INFO", "replication").contains("connected_slaves:0"));
        assertEquals(Map.of("k", "string -1 1", "mine", "string -1 2"), dump(follower));
        assertEquals("OK", run(follower, "REPLICAOF", "127.0.0.1", "" + leader.port()));
        until(() -> isUp(follower));
        assertEquals(Map.of("k", "string -1 1"), dump(follower));
        assertTrue(run(follower, "REPLICAOF", "127.0.0.1", "99999").contains("ERR Invalid master port"));
        assertTrue(run(leader, "REPLICAOF", "NO", "ONE").contains("needs mode admin"));
    }

    @Test
    void aLeadersPasswordIsWanted() throws IOException {
        CacheRuntime leader = start("leader", "password", "secret");
        assertTrue(exchange(connect(leader), "REPLICATE 2\r\n", "\r\n").startsWith("-NOAUTH"));
        CacheRuntime wrong = start("wrong", "replicate", address(leader), "replicate-password", "guess");
        CacheRuntime right = start("right", "replicate", address(leader), "replicate-password", "secret");
        until(() -> isUp(right));
        assertTrue(run(wrong, "INFO", "replication").contains("master_link_status:down"));
    }

    @Test
    void aLeaderIsVerifiedOverTls(@TempDir Path own) throws IOException {
        CacheRuntime leader = start("leader", "tls", "dev", "tls-dir", own.toString());
        String address = "tls://localhost:" + leader.port();
        CacheRuntime strict = start("strict", "replicate", address);
        CacheRuntime lax = start("lax", "replicate", address, "replicate-tls-insecure", true);
        run(leader, "SET", "k", "v");
        until(() -> isUp(lax) && run(lax, "GET", "k").equals("v"));
        assertTrue(run(strict, "INFO", "replication").contains("master_link_status:down"));
        assertTrue(run(leader, "INFO", "replication").contains("connected_slaves:1"));
    }

    @Test
    void aFollowerThatDoesNotReadIsLetGo() throws IOException {
        CacheRuntime leader = start("leader", "replicate-backlog-bytes-max", 65536L);
        Socket lazy = connect(leader);
        assertEquals("+OK\r\n", exchange(lazy, "REPLICATE 2\r\n", "\r\n"));
        until(() -> run(leader, "INFO", "replication").contains("state=online"));
        String large = "x".repeat(60_000);
        until(() -> {
            run(leader, "SET", "k", large);
            return run(leader, "INFO", "replication").contains("connected_slaves:0");
        });
        assertEquals("OK", run(leader, "SET", "k", "v"));
    }

    @Test
    void whatIsNoLeaderIsLeftAndTheKeysStay() throws IOException {
        for (String answer : List.of("-ERR unknown command\r\n", "+OK\r\nHTTP/1.1 400 Bad Request\r\n",
                "x".repeat(5000))) {
            try (ServerSocket fake = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                fake.setSoTimeout(SECONDS_MAX * 1000);
                CacheRuntime follower = start("f" + answer.length(), "mode", "admin");
                run(follower, "SET", "k", "1");
                assertEquals("OK", run(follower, "REPLICAOF", "127.0.0.1", "" + fake.getLocalPort()));
                for (int i = 0; i < 2; i++) {
                    try (Socket asked = fake.accept()) {
                        asked.setSoTimeout(SECONDS_MAX * 1000);
                        asked.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        readAll(asked.getInputStream());
                    }
                }
                assertEquals("1", run(follower, "GET", "k"));
                await(follower.stop());
            }
        }
    }

    @Test
    void aLeaderOfAnotherTypeIsToldAtOnceAndIsLeft() throws IOException {
        List<String> log = new CopyOnWriteArrayList<>();
        Runnable unlisten = Log.listen(line -> log.add(line.text()));
        try {
            OptionSet options = engine.type("server").defaults().with("ephemeral", true)
                .with("bind", "127.0.0.1");
            Runtime chat = engine.create(engine.type("server"), "chat", options, Hooks.NONE, "", null);
            await(chat.start());
            CacheRuntime follower = start("follower", "replicate", "chat");
            until(() -> log.stream().anyMatch(line -> line.contains("leader_unreachable")
                && line.contains("it is a server, not a cache")));
            await(engine.remove(chat));
            run(start("chat"), "SET", "k", "v");
            until(() -> isUp(follower));
            assertEquals("v", run(follower, "GET", "k"));
        } finally {
            unlisten.run();
        }
    }

    /** Until the other side has left; what it never read of ours makes that a reset. */
    private static void readAll(InputStream in) {
        try {
            in.transferTo(new ByteArrayOutputStream());
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
    }

    @Test
    void aFollowersLogHasWhatItWasSent(@TempDir Path dir) throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "before", "1");
        Object[] options = {"persistent", dir.resolve("f.snapshot").toString(), "append-log", true};
        CacheRuntime follower = start("follower", Arrays.copyOf(options, 4));
        run(follower, "SET", "own", "0");
        await(follower.stop());
        CacheRuntime again = start("again", options[0], options[1], options[2], options[3],
            "replicate", address(leader));
        until(() -> isUp(again));
        run(leader, "RPUSH", "list", "a", "b");
        caughtUp(leader, 1);
        until(() -> run(again, "INFO", "persistence").contains("aof_rewrite_in_progress:0"));
        await(again.stop());
        CacheRuntime alone = start("alone", options);
        assertEquals(Map.of("before", "string -1 1", "list", "list -1 a b"), dump(alone));
    }

    @Test
    void aLeaderThatIsNoAddressIsRefused() {
        OptionSet options = engine.type("cache").defaults().with("replicate", "no such thing");
        EngineException e = assertThrows(EngineException.class, () -> CacheOptions.check(options));
        assertTrue(e.getMessage().startsWith("replicate: "), e.getMessage());
        CacheRuntime cache = start("cache", "mode", "admin");
        assertTrue(run(cache, "REPLICAOF", "a/b", "1").startsWith("ERR replicate: "));
    }

    private static String replication(CacheRuntime cache, String field) {
        return run(cache, "INFO", "replication").lines().filter(line -> line.startsWith(field + ":"))
            .findFirst().orElse("none").substring(field.length() + 1);
    }

    @Test
    void aFollowerWhoseConnectionBreaksGoesOnWhereItWas() throws IOException {
        CacheRuntime leader = start("leader");
        try (Relay relay = new Relay(leader.port())) {
            run(leader, "SET", "k", "v", "PX", "500000");
            CacheRuntime follower = start("follower", "replicate", relay.address());
            until(() -> isUp(follower));
            for (int seed = 1; seed <= 12; seed++) {
                StringBuilder all = new StringBuilder();
                for (byte[][] command : RedisGrammar.commands(seed, 200)) {
                    all.append(encoded(command));
                }
                Socket writer = connect(leader);
                writer.getOutputStream().write(all.toString().getBytes(StandardCharsets.ISO_8859_1));
                relay.cut(true);
                relay.cut(false);
                exchange(writer, "RESET\r\nINCR count\r\nECHO the-end\r\n", "the-end\r\n");
                caughtUp(leader, 1);
            }
            assertEquals(lines(dump(leader)), lines(dump(follower)));
            assertEquals("1", replication(leader, "sync_full"));
            assertTrue(Integer.parseInt(replication(leader, "sync_partial_ok")) > 0);
            assertEquals(replication(leader, "master_repl_offset").length(),
                replication(follower, "master_repl_offset").length());
        }
    }

    @Test
    void aFollowerThatHasMissedMoreThanIsKeptBeginsAgain() throws IOException {
        CacheRuntime leader = start("leader", "replicate-resume-bytes-max", 5000L);
        try (Relay relay = new Relay(leader.port())) {
            CacheRuntime follower = start("follower", "replicate", relay.address());
            until(() -> isUp(follower));
            relay.cut(true);
            until(() -> !isUp(follower));
            for (int i = 0; i < 100; i++) {
                run(leader, "SET", "k" + i, "x".repeat(100));
            }
            relay.cut(false);
            caughtUp(leader, 1);
            assertEquals(lines(dump(leader)), lines(dump(follower)));
            assertEquals("2", replication(leader, "sync_full"));
            assertTrue(Integer.parseInt(replication(leader, "repl_backlog_histlen")) <= 5000);
        }
    }

    @Test
    void noKeyEndsWhileAFollowerMayGoOn() throws IOException {
        CacheRuntime leader = start("leader");
        try (Relay relay = new Relay(leader.port())) {
            CacheRuntime follower = start("follower", "replicate", relay.address());
            until(() -> isUp(follower));
            run(leader, "SET", "kept", "1", "PX", "300");
            run(leader, "SET", "gone", "1", "PX", "300");
            caughtUp(leader, 1);
            relay.cut(true);
            until(() -> !isUp(follower));
            run(leader, "PERSIST", "kept");
            until(() -> run(leader, "EXISTS", "gone").equals("0"));
            assertEquals("1 1", run(follower, "MGET", "kept", "gone"));
            relay.cut(false);
            until(() -> run(follower, "EXISTS", "gone").equals("0"));
            assertEquals(Map.of("kept", "string -1 1"), dump(follower));
            assertEquals("1 1", replication(leader, "sync_full") + " "
                + replication(leader, "sync_partial_ok"));
        }
    }

    @Test
    void aPlaceInAnotherStreamIsNoPlace() throws IOException {
        CacheRuntime leader = start("leader");
        run(leader, "SET", "k", "v");
        for (String place : List.of("nonsense 0", "nonsense 12345", "x -1")) {
            String said = exchange(connect(leader), "REPLICATE 2 " + place + "\r\n", "\n+FULL ");
            assertEquals("+OK\r\n+FULL ", said);
        }
        String refused = exchange(connect(leader), "REPLICATE 2 x\r\n", "\r\n");
        assertTrue(refused.startsWith("-ERR wrong number of arguments"), refused);
    }

    @Test
    void whatIsPublishedIsHeardAtFollowersToo() throws IOException {
        CacheRuntime leader = start("leader");
        CacheRuntime follower = start("follower", "replicate", address(leader));
        until(() -> isUp(follower));
        Socket listener = connect(follower);
        exchange(listener, "PSUBSCRIBE news*\r\n", ":1\r\n");
        exchange(listener, "SSUBSCRIBE shard\r\n", ":1\r\n");
        assertEquals("0", run(leader, "PUBLISH", "news", "one"));
        run(leader, "SPUBLISH", "shard", "two");
        Socket writer = connect(leader);
        exchange(writer, "MULTI\r\nSET k v\r\nPUBLISH news three\r\nEXEC\r\n", ":0\r\n");
        String heard = readTo(listener.getInputStream(), "three\r\n");
        assertEquals("one two three", heard.lines().filter(List.of("one", "two", "three")::contains)
            .collect(Collectors.joining(" ")));
        assertEquals("1", run(follower, "PUBLISH", "news", "own"));
        readTo(listener.getInputStream(), "own\r\n");
        assertEquals("v", run(follower, "GET", "k"));
    }
}
