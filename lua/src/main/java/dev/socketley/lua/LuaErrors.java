package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/**
 * Makes every error that library code raises, in PUC Lua's words.
 *
 * <p>A {@link Raised} error does not yet say where: the innermost Lua frame that it passes puts
 * {@code chunk:line: } in front, as {@code luaL_error} does. <b>Thread:</b> any.
 */
public final class LuaErrors {
    private LuaErrors() {}

    /** An error from native code whose position the calling Lua frame still has to add. */
    public static final class Raised extends LuaError {
        Raised(String message) {
            super(message);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** An error with {@code message} at the position of the Lua code that called the native. */
    public static LuaError error(String message) {
        return new Raised(message);
    }

    /** Whether a task ended with this because it called {@code os.exit}. */
    public static boolean isExit(LuaError error) {
        return error instanceof LuaThrown thrown && thrown.exit;
    }

    /** {@code bad argument #1 to 'rep' (message)}. */
    public static LuaError argument(int index, String function, String message) {
        return error("bad argument #" + index + " to '" + function + "' (" + message + ")");
    }

    /** {@code bad argument #1 to 'rep' (number expected, got nil)}; a missing one is "no value". */
    public static LuaError type(int index, String function, String expected, LuaValue got) {
        String name = got == LuaValue.NONE ? "no value" : got.typename();
        return argument(index, function, expected + " expected, got " + name);
    }
}
