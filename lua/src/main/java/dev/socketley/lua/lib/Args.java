package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Reads arguments as {@code luaL_check…} does: numbers serve as strings, numeric strings as
 * numbers, and fractions are cut towards zero.
 */
final class Args {
    private static final double TWO_63 = 0x1p63;

    private Args() {}

    /** Argument {@code i}, or {@code NONE} beyond the last. */
    static LuaValue at(Varargs args, int i) {
        return i <= args.narg() ? args.arg(i) : LuaValue.NONE;
    }

    static LuaString string(LuaValue value, int i, String function) {
        if (value instanceof LuaString s) {
            return s;
        }
        if (value.type() == LuaValue.TNUMBER) {
            return LuaNumbers.tostring(value);
        }
        throw LuaErrors.type(i, function, "string", value);
    }

    static LuaString string(LuaValue value, int i, String function, LuaString fallback) {
        return value.isnil() ? fallback : string(value, i, function);
    }

    static double number(LuaValue value, int i, String function) {
        if (value.type() == LuaValue.TNUMBER) {
            return value.todouble();
        }
        if (value instanceof LuaString s) {
            LuaValue number = LuaNumbers.parse(s);
            if (!number.isnil()) {
                return number.todouble();
            }
        }
        throw LuaErrors.type(i, function, "number", value);
    }

    static long integer(LuaValue value, int i, String function) {
        return value instanceof LuaInteger n ? n.v : toLong(number(value, i, function));
    }

    static long integer(LuaValue value, int i, String function, long fallback) {
        return value.isnil() ? fallback : integer(value, i, function);
    }

    /** A C {@code int}: the low 32 bits of the integer. */
    static int int32(LuaValue value, int i, String function) {
        return value instanceof LuaInteger n ? n.v : (int) integer(value, i, function);
    }

    static int int32(LuaValue value, int i, String function, int fallback) {
        return value.isnil() ? fallback : int32(value, i, function);
    }

    static LuaTable table(LuaValue value, int i, String function) {
        if (value instanceof LuaTable t) {
            return t;
        }
        throw LuaErrors.type(i, function, "table", value);
    }

    /** Any value, nil too, but not an absent one. */
    static LuaValue present(Varargs args, int i, String function) {
        if (i > args.narg()) {
            throw LuaErrors.argument(i, function, "value expected");
        }
        return args.arg(i);
    }

    /** A C cast to a 64-bit integer on x86-64: what does not fit becomes the smallest one. */
    static long toLong(double value) {
        return value >= -TWO_63 && value < TWO_63 ? (long) value : Long.MIN_VALUE;
    }
}
