package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** What no script may do to its host through a library. */
final class LimitsTest {
    private static final int HOOK_MS_MAX = 50;

    @ParameterizedTest
    @ValueSource(strings = {
        "pcall(string.find, ('a'):rep(300000), '.-b')",
        "pcall(string.find, ('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30) .. 'b')",
        "local s = ('ab'):rep(100000) .. 'x' for i = 1, 1e9 do s:find('abababx', 1, true) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.insert(t, 1, 0) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.concat(t) end",
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

    private static LuaError run(String script) {
        LuaError[] seen = new LuaError[1];
        LuaConfig config = LuaConfig.defaults().withHookMsMax(HOOK_MS_MAX);
        try (LuaState state = LuaState.open(config)) {
            byte[] source = script.getBytes(StandardCharsets.ISO_8859_1);
            state.spawn(state.load(source, "limits.lua"), LuaValue.NONE, null,
                (results, error) -> seen[0] = error);
        }
        return seen[0];
    }
}
