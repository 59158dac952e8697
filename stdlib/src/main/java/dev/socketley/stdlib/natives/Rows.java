package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** How natives are written: rows of methods, and the conversions that they share. */
final class Rows {
    private Rows() {}

    /** A native's work; arguments were checked by the Lua that calls it. */
    @FunctionalInterface
    interface Body {
        Varargs call(Varargs args);
    }

    static Native row(String module, String name, String summary, Body body) {
        return new Native(module, name, summary, new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return body.call(args);
            }

            @Override
            public String name() {
                return name;
            }
        });
    }

    /** {@code nil, message, code}. */
    static Varargs refused(ErrorCode code, String message) {
        return LuaValue.varargsOf(LuaValue.NIL, text(message), text(code.name()));
    }

    static Varargs refused(EngineException cause) {
        return refused(cause.code(), cause.getMessage());
    }

    static LuaString text(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of a string's bytes; a number's digits. */
    static byte[] bytes(LuaValue value) {
        LuaString s = value.strvalue();
        byte[] out = new byte[s.m_length];
        s.copyInto(0, out, 0, s.m_length);
        return out;
    }

    static String string(LuaValue value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    static LuaValue number(long value) {
        int small = (int) value;
        return small == value ? LuaValue.valueOf(small) : LuaValue.valueOf((double) value);
    }
}
