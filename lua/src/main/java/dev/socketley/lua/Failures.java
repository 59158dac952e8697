package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Java failures as Lua errors. */
final class Failures {
    private Failures() {}

    /**
     * A fault of a native, which the state's host is told of: its Java stack stays the cause, and a script
     * sees nothing of Java.
     */
    static LuaThrown internal(LuaState st, RuntimeException e) {
        st.tellInternalError(e);
        return new LuaThrown(LuaValue.valueOf("internal error: see the log"), e);
    }

    /** The Lua value of anything that {@code pcall} may keep. */
    static LuaValue value(LuaState st, Throwable t) {
        return switch (t) {
            case LuaError e -> LuaThrown.valueOf(e);
            case StackOverflowError e -> LuaValue.valueOf("stack overflow");
            case OutOfMemoryError e -> LuaValue.valueOf("not enough memory");
            case RuntimeException e -> LuaThrown.valueOf(internal(st, e));
            default -> throw new IllegalArgumentException(t);
        };
    }
}
