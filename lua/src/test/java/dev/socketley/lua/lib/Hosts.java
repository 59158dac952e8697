package dev.socketley.lua.lib;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import java.io.PrintStream;
import org.luaj.vm2.LuaValue;

/** Runs a whole script in a state of its own. */
final class Hosts {
    private Hosts() {}

    static void run(PrintStream out, byte[] script) {
        LuaConfig config = LuaConfig.defaults().withOut(out).withHookMsMax(0);
        try (LuaState state = LuaState.open(config)) {
            state.spawn(state.load(script, "script"), LuaValue.NONE, null,
                (results, error) -> {
                if (error != null) {
                    throw error;
                }
            });
        }
    }
}
