package dev.socketley.lua;

import org.luaj.vm2.LuaError;

/** The Lua traceback of an error that ended a task. */
public final class LuaTraceback {
    private LuaTraceback() {}

    /** PUC-like text starting with {@code stack traceback:}, empty when none is known. */
    public static String of(LuaError error) {
        return error instanceof LuaThrown t && t.traceback != null ? t.traceback : "";
    }

    /** Makes an error final and gives it the traceback of the stack it left, if it has none. */
    static LuaThrown attach(LuaError error, CallStack stack) {
        LuaThrown thrown = error instanceof LuaThrown t ? t
            : new LuaThrown(LuaThrown.valueOf(error), error.getCause());
        String here = new Levels(stack, null).traceback(0);
        thrown.traceback = thrown.traceback == null ? here
            : thrown.traceback + here.substring("stack traceback:".length());
        return thrown;
    }
}
