package dev.socketley.stdlib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import dev.socketley.stdlib.natives.Bridge;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Checked arguments of a method of {@code self}; mistakes read as PUC's. */
final class Args {
    private final String function;
    private final Varargs values;
    private final int shift;

    /** @param shift leading values that are not arguments: 1 for {@code self:name(…)} */
    Args(String function, Varargs values, int shift) {
        this.function = function;
        this.values = values;
        this.shift = shift;
    }

    /** All of them. */
    Varargs values() {
        return shift == 0 ? values : values.subargs(shift + 1);
    }

    LuaValue value(int index) {
        int at = index + shift;
        return at <= values.narg() ? values.arg(at) : LuaValue.NONE;
    }

    /** The bytes of a string or number, not to be changed. */
    byte[] bytes(int index) {
        LuaValue v = value(index);
        if (!v.isstring()) {
            throw LuaErrors.type(index, function, "string", v);
        }
        return Bridge.ownBytes(v);
    }

    String text(int index) {
        LuaValue v = value(index);
        if (!v.isstring()) {
            throw LuaErrors.type(index, function, "string", v);
        }
        return Bridge.string(v);
    }

    /** A connection's id or another whole number. */
    long id(int index) {
        LuaValue v = value(index);
        LuaValue number = LuaNumbers.coerce(v);
        if (number == null) {
            throw LuaErrors.type(index, function, "number", v);
        }
        return number.tolong();
    }

    LuaTable table(int index) {
        LuaValue v = value(index);
        if (!v.istable()) {
            throw LuaErrors.type(index, function, "table", v);
        }
        return (LuaTable) v;
    }

    /** A field of an optional table of options. */
    LuaValue field(int index, String name) {
        return value(index).isnil() ? LuaValue.NIL : table(index).get(name);
    }

    /** A field that is an id, or 0 when it is not there. */
    long fieldId(int index, String name) {
        LuaValue v = field(index, name);
        LuaValue number = v.isnil() ? LuaValue.ZERO : LuaNumbers.coerce(v);
        if (number == null) {
            throw LuaErrors.argument(index, function,
                name + ": number expected, got " + v.typename());
        }
        return number.tolong();
    }

    /** An array of ids. */
    long[] ids(int index) {
        LuaTable table = table(index);
        long[] out = new long[table.rawlen()];
        for (int i = 0; i < out.length; i++) {
            LuaValue v = table.rawget(i + 1);
            LuaValue number = LuaNumbers.coerce(v);
            if (number == null) {
                throw LuaErrors.argument(index, function,
                    "number expected at [" + (i + 1) + "], got " + v.typename());
            }
            out[i] = number.tolong();
        }
        return out;
    }
}
