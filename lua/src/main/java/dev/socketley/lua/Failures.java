package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Java failures as Lua errors. */
final class Failures {
    private Failures() {}

    /** A fault of a native: its Java stack stays the cause. */
    static LuaThrown internal(RuntimeException e) {
        String message = "internal error: " + e;
        return new LuaThrown(LuaValue.valueOf(message), e);
    }

    /** The Lua value of anything that {@code pcall} may keep. */
    static LuaValue value(Throwable t) {
        return switch (t) {
            case LuaError e -> LuaThrown.valueOf(e);
            case StackOverflowError e -> LuaValue.valueOf("stack overflow");
            case OutOfMemoryError e -> LuaValue.valueOf("not enough memory");
            case RuntimeException e -> LuaThrown.valueOf(internal(e));
            default -> throw new IllegalArgumentException(t);
        };
    }
}
