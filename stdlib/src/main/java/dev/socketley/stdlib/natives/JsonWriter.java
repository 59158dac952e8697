package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaPolls;
import dev.socketley.lua.LuaState;
import dev.socketley.stdlib.natives.Json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Writes one Lua value as JSON. A table with exactly the keys 1..n is an array, another an object;
 * the empty table is {@code {}} unless {@code json.array} marked it. Bytes that are not UTF-8
 * become U+FFFD, so the text is always JSON. <b>Bounds:</b> {@link Json#DEPTH_MAX}.
 */
final class JsonWriter {
    private static final LuaString MARK = LuaValue.valueOf("__jsontype");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPE = new byte[128];
    /** Whole numbers up to here are written without exponent. */
    private static final double WHOLE_MAX = 1e15;

    static {
        Arrays.fill(ESCAPE, 0, 0x20, (byte) 'u');
        ESCAPE['"'] = '"';
        ESCAPE['\\'] = '\\';
        ESCAPE['\n'] = 'n';
        ESCAPE['\r'] = 'r';
        ESCAPE['\t'] = 't';
        ESCAPE['\b'] = 'b';
        ESCAPE['\f'] = 'f';
    }

    private final LuaState lua;
    private final LuaValue nothing;
    private final boolean lenient;
    private final LuaTable[] path = new LuaTable[Json.DEPTH_MAX];
    private int depth;
    private byte[] out = new byte[128];
    private int length;

    /** @param lenient write null for functions and the like instead of refusing them */
    JsonWriter(LuaState lua, LuaValue nothing, boolean lenient) {
        this.lua = lua;
        this.nothing = nothing;
        this.lenient = lenient;
    }

    /** @throws JsonException if the value has no JSON form */
    LuaString write(LuaValue value) {
        value(value);
        return LuaString.valueUsing(out, 0, length);
    }

    private void value(LuaValue v) {
        switch (v.type()) {
            case LuaValue.TNIL -> ascii("null");
            case LuaValue.TBOOLEAN -> ascii(v.toboolean() ? "true" : "false");
            case LuaValue.TNUMBER -> number(v);
            case LuaValue.TSTRING -> string(v.strvalue());
            case LuaValue.TTABLE -> table((LuaTable) v);
            default -> {
                if (v != nothing && !lenient) {
                    throw new JsonException("a " + v.typename() + " has no JSON form");
                }
                ascii("null");
            }
        }
    }

    private void number(LuaValue v) {
        double d = v.todouble();
        if (d == Math.rint(d) && Math.abs(d) <= WHOLE_MAX) {
            ascii(Long.toString((long) d));
        } else if (!Double.isNaN(d) && !Double.isInfinite(d)) {
            bytes(lua.tostring(v));
        } else if (lenient) {
            ascii("null");
        } else {
            throw new JsonException("the number " + (Double.isNaN(d) ? "nan" : "inf")
                + " has no JSON form");
        }
    }

    private void table(LuaTable t) {
        if (depth == Json.DEPTH_MAX) {
            throw new JsonException(tooDeep());
        }
        path[depth++] = t;
        int count = sequence(t);
        if (count >= 0) {
            array(t, count);
        } else {
            object(t);
        }
        path[--depth] = null;
    }

    private String tooDeep() {
        for (int i = 0; i < depth; i++) {
            for (int j = 0; j < i; j++) {
                if (path[i] == path[j]) {
                    return "a table contains itself";
                }
            }
        }
        return "nested deeper than json-depth-max=" + Json.DEPTH_MAX;
    }

    /** Length of a table that is an array, or -1. */
    private static int sequence(LuaTable t) {
        int border = t.rawlen();
        int keys = 0;
        for (Varargs e = t.next(LuaValue.NIL); !e.arg1().isnil(); e = t.next(e.arg1())) {
            LuaPolls.poll(2);
            LuaValue key = e.arg1();
            if (!key.isinttype() || key.toint() < 1 || key.toint() > border) {
                return -1;
            }
            keys++;
        }
        if (keys == 0) {
            LuaValue meta = t.getmetatable();
            boolean marked = meta instanceof LuaTable m
                && m.rawget(MARK).eq_b(LuaValue.valueOf("array"));
            return marked ? 0 : -1;
        }
        return keys == border ? keys : -1;
    }

    private void array(LuaTable t, int count) {
        put('[');
        for (int i = 1; i <= count; i++) {
            LuaPolls.poll(4);
            if (i > 1) {
                put(',');
            }
            value(t.rawget(i));
        }
        put(']');
    }

    private void object(LuaTable t) {
        put('{');
        boolean first = true;
        for (Varargs e = t.next(LuaValue.NIL); !e.arg1().isnil(); e = t.next(e.arg1())) {
            LuaPolls.poll(4);
            if (!first) {
                put(',');
            }
            first = false;
            string(e.arg1() instanceof LuaString s ? s : lua.tostring(e.arg1()));
            put(':');
            value(e.arg(2));
        }
        put('}');
    }

    private void string(LuaString s) {
        byte[] b = s.m_bytes;
        int end = s.m_offset + s.m_length;
        room(s.m_length + 2);
        put('"');
        for (int i = s.m_offset; i < end; ) {
            int c = b[i];
            if (c < 0) {
                i += rune(b, i, end);
            } else {
                if (ESCAPE[c] == 0) {
                    put(c);
                } else {
                    escape(c);
                }
                i++;
            }
        }
        put('"');
    }

    private void escape(int c) {
        put('\\');
        put(ESCAPE[c]);
        if (ESCAPE[c] == 'u') {
            ascii("00");
            put(HEX[c >> 4]);
            put(HEX[c & 15]);
        }
    }

    /** Copies one UTF-8 sequence; what is none becomes U+FFFD, byte by byte. */
    private int rune(byte[] b, int at, int end) {
        int size = Utf8.size(b, at, end);
        if (size == 0) {
            put(0xef);
            put(0xbf);
            put(0xbd);
            return 1;
        }
        for (int i = 0; i < size; i++) {
            put(b[at + i]);
        }
        return size;
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void bytes(LuaString s) {
        for (int i = 0; i < s.m_length; i++) {
            put(s.m_bytes[s.m_offset + i]);
        }
    }

    private void put(int c) {
        if (length == out.length) {
            room(1);
        }
        out[length++] = (byte) c;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
