package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Failures of the engine as Lua's {@code nil, message, code}, and Lua's errors as ours. */
public final class LuaFailures {
    private LuaFailures() {}

    /** {@code nil, message, code}. */
    public static Varargs refused(EngineException cause) {
        return refused(cause.code(), cause.getMessage());
    }

    /** {@code nil, message, code}. */
    public static Varargs refused(ErrorCode code, String message) {
        return LuaValue.varargsOf(LuaValue.NIL, Bridge.text(message), Bridge.text(code.name()));
    }

    /** The error's value as text, as PUC's {@code lua} program words it. */
    public static String message(LuaError error) {
        LuaValue value = error.getMessageObject();
        if (value == null) {
            return String.valueOf(error.getMessage());
        }
        if (value.isstring()) {
            return Bridge.string(value);
        }
        LuaValue own = value.metatag(LuaValue.valueOf("__tostring"));
        String plain = "(error object is a " + value.typename() + " value)";
        try {
            return own.isnil() ? plain : Bridge.string(own.call(value));
        } catch (LuaError e) {
            return plain;
        }
    }
}
