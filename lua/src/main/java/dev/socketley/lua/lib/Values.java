package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import java.util.Arrays;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Operations of the language that libraries need on any value: text, order, length. */
final class Values {
    private static final LuaString TRUE = Bytes.ascii("true");
    private static final LuaString FALSE = Bytes.ascii("false");
    private static final LuaString NIL = Bytes.ascii("nil");

    private Values() {}

    /** What {@code tostring(value)} gives. */
    static LuaString tostring(LuaValue value) {
        if (value instanceof LuaString s) {
            return s;
        }
        if (value.type() == LuaValue.TNUMBER) {
            return LuaNumbers.tostring(value);
        }
        LuaValue handler = value.metatag(LuaValue.TOSTRING);
        if (!handler.isnil()) {
            LuaValue text = handler.call(value);
            if (text instanceof LuaString s) {
                return s;
            }
            if (text.type() == LuaValue.TNUMBER) {
                return LuaNumbers.tostring(text);
            }
            throw LuaErrors.error("'__tostring' must return a string");
        }
        return switch (value.type()) {
            case LuaValue.TNIL, LuaValue.TNONE -> NIL;
            case LuaValue.TBOOLEAN -> value.toboolean() ? TRUE : FALSE;
            default -> Bytes.ascii(value.typename() + ": " + address(value));
        };
    }

    private static String address(LuaValue value) {
        return "0x" + String.format("%08x", System.identityHashCode(value));
    }

    /** {@code a < b} with metamethods. */
    static boolean lessThan(LuaValue a, LuaValue b) {
        int type = a.type();
        if (type == b.type()) {
            if (type == LuaValue.TNUMBER) {
                return a.todouble() < b.todouble();
            }
            if (type == LuaValue.TSTRING) {
                return compare((LuaString) a, (LuaString) b) < 0;
            }
        }
        LuaValue handler = a.metatag(LuaValue.LT);
        if (handler.isnil()) {
            handler = b.metatag(LuaValue.LT);
        }
        if (handler.isnil()) {
            throw incomparable(a, b);
        }
        return handler.call(a, b).toboolean();
    }

    private static RuntimeException incomparable(LuaValue a, LuaValue b) {
        String left = a.typename();
        String right = b.typename();
        return LuaErrors.error(left.equals(right)
            ? "attempt to compare two " + left + " values"
            : "attempt to compare " + left + " with " + right);
    }

    /** The order of bytes, unsigned. */
    static int compare(LuaString a, LuaString b) {
        return Arrays.compareUnsigned(a.m_bytes, a.m_offset, a.m_offset + a.m_length,
            b.m_bytes, b.m_offset, b.m_offset + b.m_length);
    }

    /** {@code #table} as a C int, with {@code __len}. */
    static int length(LuaTable table) {
        LuaValue handler = table.metatag(LuaValue.LEN);
        if (handler.isnil()) {
            return table.rawlen();
        }
        LuaValue number = LuaNumbers.coerce(handler.call(table));
        if (number == null) {
            throw LuaErrors.error("object length is not a number");
        }
        return (int) Args.toLong(number.todouble());
    }
}
