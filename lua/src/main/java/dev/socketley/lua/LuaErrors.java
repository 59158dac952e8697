package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
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
    public static sealed class Raised extends LuaError {
        /** The native that raised it, if another native called that one; else null. */
        LuaFunction from;

        Raised(String message) {
            super(message);
        }

        /** Remembers that {@code f}, which a native called back, was not called by Lua code. */
        public Raised by(LuaValue f) {
            if (from == null && f instanceof LuaFunction g && !(g instanceof Closure)) {
                from = g;
            }
            return this;
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A wrong argument: the call tells which function it is of, and whether an object came first. */
    static final class Argument extends Raised {
        private final int index;
        private final String detail;

        Argument(int index, String function, String detail) {
            super("bad argument #" + index + " to '" + function + "' (" + detail + ")");
            this.index = index;
            this.detail = detail;
        }

        /** The message for a call by that kind of name. */
        String named(String kind, String name) {
            int i = "method".equals(kind) ? index - 1 : index;
            return i == 0 ? "calling '" + name + "' on bad self (" + detail + ")"
                : "bad argument #" + i + " to '" + name + "' (" + detail + ")";
        }
    }

    /** An error with {@code message} at the position of the Lua code that called the native. */
    public static LuaError error(String message) {
        return new Raised(message);
    }

    /** An error with {@code message} and no position, as PUC raises some. */
    public static LuaError plain(String message) {
        return new LuaThrown(LuaValue.valueOf(message), null);
    }

    /** Whether a task ended with this because it called {@code os.exit}. */
    public static boolean isExit(LuaError error) {
        return error instanceof LuaThrown thrown && thrown.exit;
    }

    /** {@code bad argument #1 to 'rep' (message)}. */
    public static LuaError argument(int index, String function, String message) {
        return new Argument(index, function, message);
    }

    /** {@code bad argument #1 to 'rep' (number expected, got nil)}; a missing one is "no value". */
    public static LuaError type(int index, String function, String expected, LuaValue got) {
        String name = got == LuaValue.NONE ? "no value" : got.typename();
        return argument(index, function, expected + " expected, got " + name);
    }
}
