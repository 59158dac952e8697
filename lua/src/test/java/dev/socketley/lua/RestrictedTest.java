package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The escape corpus in {@code spec/lua/sandbox}: each file asserts that it cannot get out. */
class RestrictedTest {
    private static final Path CORPUS = Path.of("../spec/lua/sandbox");
    private static final long STOP_MS = 200;
    private static final long STACK_BYTES = 16L << 20;

    @TestFactory
    Stream<DynamicTest> nothingEscapes() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(CORPUS)) {
            files = all.filter(f -> f.toString().endsWith(".lua")).sorted().toList();
        }
        assertFalse(files.isEmpty());
        return files.stream().map(f -> DynamicTest.dynamicTest(
            f.getFileName().toString(), () -> attempt(Files.readString(f))));
    }

    private static void attempt(String source) {
        boolean stops = source.startsWith("-- stopped:");
        LuaConfig config = LuaConfig.defaults().withHookMsMax(stops ? STOP_MS : 0)
            .withOut(new PrintStream(new ByteArrayOutputStream()));
        LuaError error = run(LuaState.openRestricted(config), source);
        if (stops) {
            assertNotNull(error, "it came to an end");
            assertTrue(error.getMessage().contains("hook-ms-max=" + STOP_MS), error::getMessage);
        } else {
            assertNull(error, () -> error.getMessage() + "\n" + LuaTraceback.of(error));
        }
    }

    private static LuaError run(LuaState state, String source) {
        return run(state, s -> s.load(source.getBytes(StandardCharsets.ISO_8859_1), "escape.lua"));
    }

    private static LuaError run(LuaState opened, Function<LuaState, LuaFunction> chunk) {
        LuaError[] seen = new LuaError[1];
        Thread loop = new Thread(null, () -> {
            try (LuaState state = opened) {
                state.spawn(chunk.apply(state), LuaValue.NONE, null, (r, e) -> seen[0] = e);
            }
        }, "loop", STACK_BYTES);
        loop.start();
        try {
            loop.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen[0];
    }

    @Test
    void anOpenStateIsSeenToBeOpen() throws IOException {
        for (String file : List.of("names.lua", "metatables.lua", "environment.lua")) {
            assertNotNull(run(LuaState.open(LuaConfig.defaults()),
                Files.readString(CORPUS.resolve(file))), file);
        }
    }

    @Test
    void scriptsThatShareAStateDoNotSeeEachOthersGlobals() {
        try (LuaState state = LuaState.openRestricted(LuaConfig.defaults())) {
            state.globals().set("host", LuaValue.valueOf("given"));
            LuaTable first = state.environment();
            LuaTable second = state.environment();
            call(state, "x = host .. 1  function f() return x end  pcall = nil", first);
            assertEquals("given1", first.rawget("x").tojstring());
            assertTrue(second.rawget("x").isnil());
            call(state, "assert(x == nil and f == nil and pcall and getmetatable(_G) == 'locked')"
                + " assert(not pcall(setmetatable, _G, {}))"
                + " assert(not pcall(load('y = 1'))) assert(load('y = 1', 'c', 't', _ENV)) ", second);
            assertThrows(LuaError.class, () -> state.globals().set("late", LuaValue.ONE));
        }
    }

    private static void call(LuaState state, String source, LuaTable environment) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        state.spawn(state.load(bytes, "script", environment), LuaValue.NONE, null, (r, e) -> {
            if (e != null) {
                throw e;
            }
        });
    }
}
