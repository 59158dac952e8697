package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.stats.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CacheRuntimeTest extends RunningCaches {
    CacheRuntimeTest() {
        super(1);
    }

    private CacheRuntime start(Hooks hooks, Object... options) {
        return start("cache", hooks, options);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void exchange(Socket socket, String request, String reply) throws IOException {
        send(socket, request);
        byte[] got = socket.getInputStream().readNBytes(reply.length());
        assertEquals(reply, new String(got, StandardCharsets.UTF_8));
    }

    private static final String GET_K = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";

    @Test
    void theFirstByteOfAConnectionChoosesItsProtocol() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        exchange(connect(cache), "set k a b\nget k\n", "ok\na b\n");
        exchange(connect(cache), GET_K + "PING\r\n", "$3\r\na b\r\n+PONG\r\n");
    }

    @Test
    void aFirstLineThatOnlyRedisKnowsBeginsItsProtocol() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        exchange(connect(cache), "PING\r\nSET k v\r\nGET k\r\n", "+PONG\r\n+OK\r\n$1\r\nv\r\n");
        Socket slow = connect(cache);
        send(slow, "db");
        exchange(connect(cache), "echo hi\n", "$2\r\nhi\r\n");
        exchange(slow, "size\nnosuch\n",
            ":1\r\n-ERR unknown command 'nosuch', with args beginning with: \r\n");
        exchange(connect(cache), "nosuch\nping\n", "failed: unknown command\nfailed: unknown command\n");
        exchange(connect(cache), "\nget k\n", "v\n");
        Socket endless = connect(cache);
        send(endless, "x".repeat(100));
        exchange(endless, "\n", "failed: unknown command\n");
    }

    @Test
    void whatComesForAClientThatIsGoneGoesToTheNext() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "resp", true);
        Socket gone = connect(cache);
        exchange(gone, "PING\r\nBLPOP k 0\r\nPING\r\n", "+PONG\r\n");
        gone.close();
        until(() -> cache.connections() == 0);
        exchange(connect(cache), "RPUSH k v\r\nLLEN k\r\n", ":1\r\n:1\r\n");
    }

    @Test
    void whoListensOrWasJustAnsweredIsNotIdle() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "resp", true, "idle_timeout", 4);
        Socket monitors = connect(cache);
        exchange(monitors, "MONITOR\r\n", "+OK\r\n");
        Socket subscribes = connect(cache);
        exchange(subscribes, "SUBSCRIBE c\r\n", "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
        Socket waits = connect(cache);
        send(waits, "BLPOP nosuch 3.5\r\n");
        Socket silent = connect(cache);
        exchange(silent, "PING\r\n", "+PONG\r\n");
        assertEquals(-1, silent.getInputStream().read());
        exchange(waits, "PING\r\n", "*-1\r\n+PONG\r\n");
        exchange(connect(cache), "PUBLISH c hi\r\n", ":1\r\n");
        exchange(subscribes, "PING\r\n",
            "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n*2\r\n$4\r\npong\r\n$0\r\n\r\n");
        exchange(monitors, "", "+");
    }

    @Test
    void whatFollowsACommandThatWaitsIsRunBehindIt() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "resp", true);
        Socket waits = connect(cache);
        exchange(waits, "PING\r\nBLPOP k 0\r\nPING\r\n", "+PONG\r\n");
        send(waits, "LLEN k\r\nBLPOP none 0.01\r\nPING\r\n");
        exchange(connect(cache), "RPUSH k v w\r\n", ":2\r\n");
        exchange(waits, "", "*2\r\n$1\r\nk\r\n$1\r\nv\r\n+PONG\r\n:1\r\n*-1\r\n+PONG\r\n");
    }

    @Test
    void aScriptsCommandThatWaitsIsAnsweredAtTheStop() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "resp", true);
        CompletionStage<Reply> popped = cache.execute(Args.of("BLPOP", "k", "0"));
        CompletionStage<Reply> other = cache.execute(Args.of("BLPOP", "served", "0"));
        assertEquals(":1", await(cache.execute(Args.of("RPUSH", "served", "v"))).toString());
        assertEquals("v", await(other).items().get(1).toString());
        await(cache.stop());
        assertEquals("ERR the cache is stopping", await(popped).line());
    }

    @Test
    void everyConnectionSpeaksRespWhenToldTo() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "resp", true);
        exchange(connect(cache), "SET k v\r\nget k\r\n", "+OK\r\n$1\r\nv\r\n");
    }

    @Test
    void aCommandInPiecesIsOneCommand() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket socket = connect(cache);
        String command = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$200000\r\n" + "x".repeat(200_000) + "\r\n";
        send(socket, command.substring(0, 15));
        exchange(connect(cache), "size\n", "0\n");
        send(socket, command.substring(15, 70_000));
        exchange(connect(cache), "size\n", "0\n");
        exchange(socket, command.substring(70_000), "+OK\r\n");
        exchange(socket, "*2\r\n$6\r\nSTRLEN\r\n$1\r\nk\r\n", ":200000\r\n");
    }

    @Test
    void aClientThatReadsLateGetsEveryReply() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "write_high_bytes", 4096, "write_low_bytes", 1024);
        Socket socket = connect(cache);
        exchange(socket, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$50000\r\n" + "x".repeat(50_000) + "\r\n",
            "+OK\r\n");
        send(socket, GET_K.repeat(500));
        String reply = "$50000\r\n" + "x".repeat(50_000) + "\r\n";
        for (int i = 0; i < 500; i++) {
            exchange(socket, "", reply);
        }
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutOffAndCounted() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "write_high_bytes", 4096, "write_low_bytes", 1024,
            "write_bytes_max", 100_000);
        Socket lazy = connect(cache);
        exchange(lazy, "*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n",
            "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
        Socket other = connect(cache);
        String publish = "publish news " + "x".repeat(60_000) + "\n";
        until(() -> {
            try {
                send(other, publish);
                return other.getInputStream().readNBytes(2)[0] == '0';
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        until(() -> cache.counters().get(Metric.LOST_CONNECTIONS) == 1);
        exchange(other, "set k v\nget k\n", "ok\nv\n");
    }

    @Test
    void aValueMayBeLongerThanTheBoundOfQueuedOutput() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "write_high_bytes", 4096, "write_low_bytes", 1024,
            "write_bytes_max", 100_000);
        Socket socket = connect(cache);
        String value = "$10000000\r\n" + "x".repeat(10_000_000) + "\r\n";
        exchange(socket, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n" + value, "+OK\r\n");
        send(socket, GET_K + GET_K);
        exchange(socket, "", value);
        exchange(socket, "", value);
        assertEquals(0, cache.counters().get(Metric.LOST_CONNECTIONS));
    }

    @Test
    void whatIsAnnouncedTakesNoMemoryBeforeItComes() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        List<Socket> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = connect(cache);
            exchange(socket, "*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$67108864\r\nv",
                "+PONG\r\n");
            many.add(socket);
        }
        exchange(connect(cache), "set k v\nget k\n", "ok\nv\n");
        assertEquals(101, cache.connections());
        for (Socket each : many) {
            each.close();
        }
    }

    @Test
    void connectionsBeyondTheLimitAreRefused() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "max_connections", 1);
        Socket first = connect(cache);
        exchange(first, "PING\r\n", "+PONG\r\n");
        Socket second = connect(cache);
        exchange(second, "", "-ERR max number of clients reached\r\n");
        assertEquals(-1, second.getInputStream().read());
        exchange(first, "CONFIG SET maxclients 2\r\n", "+OK\r\n");
        Socket third = connect(cache);
        exchange(third, "PING\r\n", "+PONG\r\n");
        assertEquals("-ERR max", new String(connect(cache).getInputStream().readNBytes(8)));
        exchange(third, "PING\r\n", "+PONG\r\n");
    }

    @Test
    void commandsBeyondTheRateAreRefused() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "rate_limit", 2);
        exchange(connect(cache), "size\nsize\nsize\n", "0\n0\nerror: rate limited\n");
    }

    @Test
    void wrongBytesAreAnsweredAndTheConnectionIsClosed() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket socket = connect(cache);
        exchange(socket, "*1\r\n!\r\n", "-ERR Protocol error: expected '$', got '!'\r\n");
        assertEquals(-1, socket.getInputStream().read());
    }

    @Test
    void keysStayWhenItIsStoppedAndStartedAgain() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket socket = connect(cache);
        exchange(socket, "set k v\n", "ok\n");
        await(cache.stop());
        assertEquals(-1, socket.getInputStream().read());
        await(cache.start());
        exchange(connect(cache), "get k\n", "v\n");
    }

    @Test
    void callersInTheProcessShareKeysAndChannels() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket socket = connect(cache);
        exchange(socket, "subscribe news\n", "ok\n");
        assertEquals(Reply.OK, await(cache.execute(Args.of("set", "k", "v"))));
        exchange(socket, "get k\n", "v\n");
        assertEquals(1, await(cache.execute(Args.of("PUBLISH", "news", "hi"))).integer());
        exchange(socket, "", "message news hi\n");
        assertEquals("ERR this caller cannot take messages",
            await(cache.execute(Args.of("SUBSCRIBE", "news"))).line());
    }

    /** Answers on_miss with a value, and a ttl for each key. */
    private record Ttls(Map<String, Object> ttls) implements Hooks {
        @Override
        public boolean has(Hook hook) {
            return hook == Hook.ON_MISS;
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            String key = new String((byte[]) args[0], StandardCharsets.UTF_8);
            done.done("v".getBytes(StandardCharsets.UTF_8), ttls.get(key), null);
        }
    }

    @Test
    void aTimeToLiveThatIsNoneFailsTheReadAndKeepsNothing() throws IOException {
        CacheRuntime cache = start(new Ttls(Map.of("text", "abc".getBytes(StandardCharsets.UTF_8),
            "minus", -1.0, "nan", Double.NaN, "none", 0.0)));
        Socket socket = connect(cache);
        for (String key : List.of("text", "minus", "nan")) {
            exchange(socket, "*2\r\n$3\r\nGET\r\n$" + key.length() + "\r\n" + key + "\r\n",
                "-ERR on_miss: a ttl in seconds, 0 or more, was expected\r\n");
        }
        exchange(socket, "*2\r\n$3\r\nGET\r\n$4\r\nnone\r\n*1\r\n$6\r\nDBSIZE\r\n",
            "$1\r\nv\r\n:1\r\n");
    }

    /** Hooks that answer when the test says so. */
    private static final class Later implements Hooks {
        private final List<HookDone> asked = new ArrayList<>();

        @Override
        public boolean has(Hook hook) {
            return hook == Hook.ON_MISS || hook == Hook.ON_WRITE;
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            if (hook == Hook.ON_WRITE) {
                done.done(null, "no disk".getBytes(StandardCharsets.UTF_8), null);
            } else {
                asked.add(done);
            }
        }
    }

    @Test
    void aMissWaitsForTheScriptWhileOthersAreServed() throws IOException {
        Later hooks = new Later();
        CacheRuntime cache = start(hooks);
        Socket first = connect(cache);
        send(first, GET_K + "*1\r\n$4\r\nPING\r\n");
        Socket second = connect(cache);
        send(second, "get k\nsize\n");
        exchange(connect(cache), "set other v\nsize\n", "error: on_write: no disk\n0\n");
        while (cache.loop().submit(hooks.asked::isEmpty).syncUninterruptibly().getNow()) {
            Thread.onSpinWait();
        }
        cache.loop().submit(() -> hooks.asked.getFirst()
            .done("v".getBytes(StandardCharsets.UTF_8), 30.0, null)).syncUninterruptibly();
        exchange(first, "", "$1\r\nv\r\n+PONG\r\n");
        exchange(second, "", "v\n1\n");
        assertEquals(1, hooks.asked.size());
    }

    @Test
    void shutdownStopsItWhereItMayBeAdministered() throws IOException {
        CacheRuntime cache = start(Hooks.NONE, "mode", "admin");
        Socket socket = connect(cache);
        send(socket, "*1\r\n$8\r\nSHUTDOWN\r\n");
        assertEquals(-1, socket.getInputStream().read());
        await(cache.stop());
        assertEquals(RuntimeState.STOPPED, cache.state());
    }

    @Test
    void aClientThatSleepsDelaysNobodyElse() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket sleeper = connect(cache);
        send(sleeper, "*3\r\n$5\r\nDEBUG\r\n$5\r\nSLEEP\r\n$2\r\n60\r\n");
        Socket other = connect(cache);
        send(other, "*1\r\n$4\r\nPING\r\n");
        assertEquals("+PONG", new String(other.getInputStream().readNBytes(5),
            StandardCharsets.UTF_8));
        assertEquals(0, sleeper.getInputStream().available());
    }

    @Test
    void settingsOfClientsAreOptionsOfTheRuntime() throws IOException {
        CacheRuntime cache = start(Hooks.NONE);
        Socket socket = connect(cache);
        send(socket, "*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$9\r\nmaxmemory\r\n$3\r\n1gb\r\n");
        assertEquals("+OK", new String(socket.getInputStream().readNBytes(3),
            StandardCharsets.UTF_8));
        assertEquals(1L << 30, cache.option(CacheOptions.MAXMEMORY));
    }
}
