package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.Table;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Values from Java to Lua and back. Strings are bytes; text is UTF-8. <b>Thread:</b> any. */
public final class Bridge {
    /** Tables nested deeper than this are refused rather than followed for ever. */
    private static final int DEPTH_MAX = 64;

    private static final int KNOWN_CHARS_MAX = 64;
    /** Written by any loop without a lock: an entry is whole or not there. */
    private static final KnownKey[] KNOWN_KEYS = new KnownKey[256];
    private static final KnownKey[] KNOWN_TEXTS = new KnownKey[64];

    private record KnownKey(LuaValue lua, String text) {}

    private Bridge() {}

    /**
     * @param value null, Boolean, Number, String, {@code byte[]} (not changed afterwards),
     *              {@code long[]}, List, Map, or a Lua value, which is passed as it is
     */
    public static LuaValue toLua(Object value) {
        return switch (value) {
            case null -> LuaValue.NIL;
            case LuaValue lua -> lua;
            case byte[] bytes -> LuaString.valueUsing(bytes);
            case String text -> text(text);
            case Boolean b -> LuaValue.valueOf(b);
            case Integer i -> LuaValue.valueOf(i);
            case Long l -> number(l);
            case Number n -> LuaValue.valueOf(n.doubleValue());
            case long[] array -> longs(array);
            case List<?> list -> array(list);
            case Map<?, ?> map -> table(map);
            default -> throw new IllegalArgumentException(
                "no Lua form of " + value.getClass().getName());
        };
    }

    /** The number, as an integer of LuaJ's where it fits one. */
    public static LuaValue number(long value) {
        int small = (int) value;
        return small == value ? LuaValue.valueOf(small) : LuaValue.valueOf((double) value);
    }

    /** The text in UTF-8. */
    public static LuaString text(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.UTF_8));
    }

    private static LuaTable longs(long[] array) {
        LuaTable table = new Table(array.length, 0);
        for (int i = 0; i < array.length; i++) {
            table.rawset(i + 1, number(array[i]));
        }
        return table;
    }

    private static LuaTable array(List<?> list) {
        LuaTable table = new Table(list.size(), 0);
        for (int i = 0; i < list.size(); i++) {
            table.rawset(i + 1, toLua(list.get(i)));
        }
        return table;
    }

    private static LuaTable table(Map<?, ?> map) {
        LuaTable table = new Table(0, map.size());
        map.forEach((k, v) -> table.rawset(toLua(k), toLua(v)));
        return table;
    }

    /** Each of the values, as {@link #toLua(Object)} converts it. */
    public static LuaValue[] toLua(Object[] values) {
        LuaValue[] out = new LuaValue[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = toLua(values[i]);
        }
        return out;
    }

    /**
     * @return null, Boolean, Double, {@code byte[]}, List for a table that is a sequence, Map from
     *         String for another table, or the Lua value itself for a function, thread or userdata
     */
    public static Object fromLua(LuaValue value) {
        return fromLua(value, Bridge::bytes, 0);
    }

    /**
     * As {@link #fromLua}, for whoever reads it at once, on the script's loop: neither bytes nor
     * tables of names are copied.
     */
    public static Object shown(LuaValue value) {
        return value.istable() && value.rawlen() == 0 ? new Shown((LuaTable) value)
            : fromLua(value, Bridge::ownBytes, 0);
    }

    /** A table of names as it is, and as it stays, for whoever is done with it before it changes. */
    private static final class Shown extends AbstractMap<String, Object> {
        private final LuaTable table;

        Shown(LuaTable table) {
            this.table = table;
        }

        @Override
        public Object get(Object name) {
            return name instanceof String text ? shown(table.rawget(key(text))) : null;
        }

        @Override
        public boolean containsKey(Object name) {
            return get(name) != null;
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super Object> to) {
            for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
                to.accept(key(e.arg1()), shown(e.arg(2)));
            }
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            Map<String, Object> all = new LinkedHashMap<>();
            forEach(all::put);
            return all.entrySet();
        }
    }

    /** A string's own bytes where they are an array's, not to be changed; a number's digits. */
    public static byte[] ownBytes(LuaValue value) {
        LuaString s = value.checkstring();
        return s.m_offset == 0 && s.m_length == s.m_bytes.length ? s.m_bytes : bytes(s);
    }

    private static Object fromLua(LuaValue value, Function<LuaValue, byte[]> bytes, int depth) {
        return switch (value.type()) {
            case LuaValue.TNIL, LuaValue.TNONE -> null;
            case LuaValue.TBOOLEAN -> value.toboolean();
            case LuaValue.TNUMBER -> value.todouble();
            case LuaValue.TSTRING -> bytes.apply(value);
            case LuaValue.TTABLE -> fromTable((LuaTable) value, bytes, depth + 1);
            default -> value;
        };
    }

    private static Object fromTable(LuaTable table, Function<LuaValue, byte[]> bytes, int depth) {
        if (depth > DEPTH_MAX) {
            throw LuaErrors.error("table is nested deeper than " + DEPTH_MAX);
        }
        int length = table.rawlen();
        if (length > 0) {
            List<Object> list = new ArrayList<>(length);
            for (int i = 1; i <= length; i++) {
                list.add(fromLua(table.rawget(i), bytes, depth));
            }
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
            map.put(key(e.arg1()), fromLua(e.arg(2), bytes, depth));
        }
        return map;
    }

    /** A name as a table's key, and the other way round. */
    private static LuaValue key(String text) {
        int slot = text.hashCode() & (KNOWN_TEXTS.length - 1);
        KnownKey known = KNOWN_TEXTS[slot];
        if (known == null || !known.text().equals(text)) {
            known = new KnownKey(text(text), text);
            KNOWN_TEXTS[slot] = known;
        }
        return known.lua();
    }

    /** A table's key as text. Keys are constants of scripts, so a few are remembered. */
    private static String key(LuaValue key) {
        if (!(key instanceof LuaString)) {
            return string(key);
        }
        int slot = key.hashCode() & (KNOWN_KEYS.length - 1);
        KnownKey known = KNOWN_KEYS[slot];
        if (known == null || known.lua() != key) {
            known = new KnownKey(key, string(key));
            if (known.text().length() <= KNOWN_CHARS_MAX) {
                KNOWN_KEYS[slot] = known;
            }
        }
        return known.text();
    }

    /** A copy of a string's bytes; a number's digits. */
    public static byte[] bytes(LuaValue value) {
        LuaString s = value.checkstring();
        byte[] out = new byte[s.m_length];
        s.copyInto(0, out, 0, s.m_length);
        return out;
    }

    /** A string as text; other values as their names. */
    public static String string(LuaValue value) {
        return value.isstring() ? new String(bytes(value), StandardCharsets.UTF_8)
            : value.tojstring();
    }
}
