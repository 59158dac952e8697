package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.Until;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.NettyLog;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.types.RuntimeTypes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An engine with servers on ports of the system's choice; nothing of it outlives a test. */
final class ServerFixture implements AutoCloseable {
    static {
        NettyLog.install();
    }

    /** What servers of this test's thread have for {@code workers}. */
    static final ThreadLocal<Long> WORKERS = ThreadLocal.withInitial(() -> 0L);

    final Engine engine;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final Runnable unlisten = Log.listen(line -> log.add(line.text()));

    ServerFixture() {
        this(Transport.best(), 2);
    }

    ServerFixture(Transport transport, int loops) {
        engine = new Engine(RuntimeTypes.ALL, transport, loops + WORKERS.get().intValue() / 2);
    }

    ServerRuntime create(String name, Hooks hooks, String owner, Object... options) {
        OptionSet set = engine.type("server").defaults().with("workers", WORKERS.get());
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return (ServerRuntime) engine.create(engine.type("server"), name, set, hooks, owner, null);
    }

    ServerRuntime start(String name, Hooks hooks, Object... options) {
        Object[] all = new Object[options.length + 4];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "ephemeral";
        all[options.length + 1] = true;
        all[options.length + 2] = "bind";
        all[options.length + 3] = "127.0.0.1";
        ServerRuntime server = create(name, hooks, "", all);
        await(server.start());
        return server;
    }

    static void await(CompletionStage<?> stage) {
        stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Runs on the runtime's loop, as its script would. */
    static <T> T on(Runtime runtime, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, runtime.loop())
            .orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Waits until something becomes true that nothing announces. */
    static void until(String what, BooleanSupplier condition) {
        Until.holds(what, condition);
    }

    /** Waits until no more of a flood is read than was before; how many messages that were. */
    static long readingStops(ServerRuntime server, long messagesMin) {
        long[] seen = {-1, -1};
        until("reading stops", () -> {
            seen[0] = seen[1];
            seen[1] = server.counters().get(Metric.TOTAL_MESSAGES);
            LockSupport.parkNanos(50_000_000);
            return seen[1] >= messagesMin && seen[0] == seen[1];
        });
        return seen[1];
    }

    long logged(String event) {
        return log.stream().filter(line -> line.startsWith(event + " ")).count();
    }

    Map<String, Object> stats(ServerRuntime server) {
        return server.stats();
    }

    @Override
    public void close() {
        for (Runtime runtime : engine.registry().all()) {
            await(engine.remove(runtime));
            if (runtime instanceof ServerRuntime server) {
                assertEquals(0, server.connections(), "connections left open");
            }
        }
        engine.close();
        System.gc();
        unlisten.run();
        assertTrue(log.stream().noneMatch(l -> l.contains("LEAK")), () -> "leak: " + log);
    }
}
