package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Syntax errors in PUC's words. */
final class Syntax {
    private Syntax() {}

    static void check(byte[] chunk, String name) {
    }

    static LuaThrown explain(RuntimeException e, byte[] chunk, int consumed, String name) {
        String message = e instanceof LuaError ? e.getMessage() : name + ":?: malformed number";
        return new LuaThrown(LuaValue.valueOf(message), e);
    }
}
