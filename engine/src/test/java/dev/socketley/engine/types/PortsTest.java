package dev.socketley.engine.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which port a runtime gets: the type's, the one given, or any. */
class PortsTest {
    @TempDir
    private Path directory;

    private final Engine engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);

    @AfterEach
    void close() {
        engine.close();
    }

    private Runtime create(String type, String owner, Object... options) {
        RuntimeType row = engine.type(type);
        OptionSet set = row.defaults().with("bind", "127.0.0.1");
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return engine.create(row, "r" + engine.registry().all().size(), set, Hooks.NONE, owner, null);
    }

    private static int started(Runtime runtime) {
        runtime.start().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        return runtime.port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "server udp", "proxy backends", "cache"})
    void zeroIsAnyFreePort(String typeAndOption) {
        String[] words = (typeAndOption + " drain").split(" ");
        String value = words[1].equals("backends") ? "127.0.0.1:1" : "true";
        Runtime one = create(words[0], "", "port", 0, words[1], value);
        Runtime other = create(words[0], "", "port", 0, words[1], value);
        assertEquals(0, one.port(), "before it is known");
        assertTrue(started(one) > 0 && started(other) > 0);
        assertNotEquals(one.port(), other.port());
        one.stop().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        assertEquals(0, one.port());
    }

    @Test
    void withoutOneItIsTheTypes() {
        for (RuntimeType type : RuntimeTypes.ALL) {
            Runtime runtime = create(type.word(), "");
            assertEquals(type.defaultPort(), runtime.option(CommonOptions.PORT));
            assertEquals(type.word().equals("client") ? 0 : type.defaultPort(), runtime.port());
        }
        assertTrue(started(create("server", "", "ephemeral", true)) > 0);
    }

    /** As in the original: such a server is reached by routes. */
    @Test
    void aServerThatAnotherMadeListensOnlyWhenItIsToldTo() {
        assertEquals(0, started(create("server", "maker")));
        assertEquals(0, started(create("server", "maker", "port", 0)));
        assertTrue(started(create("server", "maker", "ephemeral", true)) > 0);
        Path socket = directory.resolve("s");
        assertEquals(0, started(create("server", "maker", "unix", socket.toString())));
        assertTrue(Files.exists(socket));
    }
}
