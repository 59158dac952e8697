package dev.socketley.engine.cache;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.Until;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** Caches of an engine, and connections to them, that end with each test. */
abstract class RunningCaches {
    static final int SECONDS_MAX = 60;

    final Engine engine;
    private final List<Socket> sockets = new ArrayList<>();

    RunningCaches(int loops) {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), loops);
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        engine.close();
    }

    /** @param options names and values in turn */
    CacheRuntime start(String name, Hooks hooks, Object... options) {
        OptionSet set = engine.type("cache").defaults()
            .with("ephemeral", true).with("bind", "127.0.0.1");
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        Runtime cache = engine.create(engine.type("cache"), name, set, hooks, "", null);
        await(cache.start());
        return (CacheRuntime) cache;
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
    }

    Socket connect(CacheRuntime cache) throws IOException {
        Socket socket = new Socket("127.0.0.1", cache.port());
        socket.setSoTimeout(SECONDS_MAX * 1000);
        sockets.add(socket);
        return socket;
    }

    static void until(BooleanSupplier condition) {
        Until.holds("what the caches were to come to", condition);
    }
}
