package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** What no script may do to its host through a library. */
final class LimitsTest {
    private static final int HOOK_MS_MAX = 50;
    private static final int STOP_SECONDS_MAX = 30;

    @ParameterizedTest
    @ValueSource(strings = {
        "pcall(string.find, ('a'):rep(300000), '.-b')",
        "pcall(string.find, ('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30) .. 'b')",
        "local s = ('ab'):rep(100000) .. 'x' for i = 1, 1e9 do s:find('abababx', 1, true) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.insert(t, 1, 0) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.concat(t) end",
        "local s = ('x'):rep(1e7) while true do s = s:reverse():upper() end",
        "local s = ('x=1 '):rep(1e5) while true do load(s) end",
        "local function f() pcall(f) pcall(f) end f()",
        "local s = ('a'):rep(1e6) while true do utf8.len(s) end",
        "while true do select('#', table.unpack({}, 1, 1e5)) end",
    })
    void longWorkInsideALibraryIsStopped(String script) {
        LuaError error = run(script);
        assertNotNull(error, "the script came to an end");
    }

    @Test
    void exitEndsTheScriptThroughPcall() {
        LuaError error = run("pcall(os.exit, 3) marker = true");
        assertNotNull(error);
        assertTrue(error.getMessage().contains("os.exit(3)"), error::getMessage);
    }

    @Test
    void exitTellsTheHostItsStatusOnce() {
        List<Integer> statuses = new ArrayList<>();
        LuaConfig config = LuaConfig.defaults().withExit(statuses::add);
        for (String call : List.of("os.exit()", "os.exit(true)", "os.exit(false, true)",
                "coroutine.wrap(pcall)(os.exit, 7)",
                "table.sort({1, 2}, function() xpcall(os.exit, print, 8) end)",
                "('x'):gsub('x', function() os.exit(9) end)")) {
            assertTrue(LuaErrors.isExit(run(config, call)), call);
        }
        assertEquals(List.of(0, 0, 1, 7, 8, 9), statuses);
    }

    @Test
    void aHostMayRefuseAnExit() {
        LuaConfig config = LuaConfig.defaults().withExit(status -> {
            throw LuaErrors.error("not here");
        });
        assertNull(run(config, "assert(select(2, pcall(os.exit)):find('not here'))"));
        assertFalse(LuaErrors.isExit(run(config, "os.exit()")));
    }

    private static LuaError run(String script) {
        return run(LuaConfig.defaults().withHookMsMax(HOOK_MS_MAX), script);
    }

    /** On a thread of its own, which a script that nothing stops cannot keep the build with. */
    private static LuaError run(LuaConfig config, String script) {
        CompletableFuture<LuaError> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                end.complete(runHere(config, script));
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        try {
            return end.get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail("not stopped within " + STOP_SECONDS_MAX + " s: " + script);
        } catch (InterruptedException | ExecutionException e) {
            return fail(e);
        }
    }

    private static LuaError runHere(LuaConfig config, String script) {
        LuaError[] seen = new LuaError[1];
        try (LuaState state = LuaState.open(config)) {
            byte[] source = script.getBytes(StandardCharsets.ISO_8859_1);
            state.spawn(state.load(source, "limits.lua"), LuaValue.NONE, null,
                (results, error) -> seen[0] = error);
        }
        return seen[0];
    }
}
