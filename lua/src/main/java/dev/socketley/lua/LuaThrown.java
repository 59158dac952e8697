package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** An error whose value is final: raised by {@code error}, or located in a Lua frame. */
final class LuaThrown extends LuaError {
    private final LuaValue value;
    /** Tracebacks of the coroutines it left, innermost first; null before any. */
    String traceback;
    /** Whether it tells of {@code os.exit}. */
    boolean exit;

    LuaThrown(LuaValue value, Throwable cause) {
        super((String) null);
        this.value = value;
        this.cause = cause;
    }

    @Override
    public LuaValue getMessageObject() {
        return value;
    }

    @Override
    public String getMessage() {
        return value instanceof LuaString || value.type() == LuaValue.TNUMBER
            ? Text.of(value).tojstring()
            : "(error object is a " + value.typename() + " value)";
    }

    /** The error value of any error, with no position added. */
    static LuaValue valueOf(LuaError e) {
        LuaValue value = e.getMessageObject();
        return value == null ? LuaValue.NIL : value;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
