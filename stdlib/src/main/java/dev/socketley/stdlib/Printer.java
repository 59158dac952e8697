package dev.socketley.stdlib;

import dev.socketley.lua.LuaState;
import dev.socketley.stdlib.natives.Bridge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Shows a Lua value as a person wants to read it: tables with sorted keys, indented when they are
 * long. <b>Bounds:</b> depth, entries of a table, characters of a string.
 */
final class Printer {
    private static final int DEPTH_MAX = 5;
    private static final int ENTRIES_MAX = 100;
    private static final int CHARS_MAX = 2000;
    private static final int LINE_CHARS = 72;

    private final Map<LuaTable, Boolean> open = new IdentityHashMap<>();

    private final LuaState lua;

    private Printer(LuaState lua) {
        this.lua = lua;
    }

    static String show(LuaState lua, LuaValue value) {
        return new Printer(lua).show(value, 0);
    }

    private String show(LuaValue value, int depth) {
        return switch (value.type()) {
            case LuaValue.TSTRING -> quote(Bridge.string(value));
            case LuaValue.TTABLE -> table((LuaTable) value, depth);
            default -> lua.tostring(value).tojstring();
        };
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        int shown = Math.min(text.length(), CHARS_MAX);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        out.append('\\').append((int) c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
        return shown < text.length()
            ? out + " … (" + text.length() + " characters)" : out.toString();
    }

    private String table(LuaTable table, int depth) {
        LuaValue named = table.metatag(LuaValue.valueOf("__tostring"));
        if (!named.isnil()) {
            return lua.tostring(table).tojstring();
        }
        if (open.containsKey(table)) {
            return "<cycle>";
        }
        if (depth >= DEPTH_MAX) {
            return "{…}";
        }
        open.put(table, true);
        List<String> items = items(table, depth);
        open.remove(table);
        if (items.isEmpty()) {
            return "{}";
        }
        int chars = items.stream().mapToInt(s -> s.length() + 2).sum();
        boolean flat = chars < LINE_CHARS && items.stream().noneMatch(s -> s.indexOf('\n') >= 0);
        if (flat) {
            return "{ " + String.join(", ", items) + " }";
        }
        String indent = "  ".repeat(depth + 1);
        return "{\n" + indent + String.join(",\n" + indent, items) + "\n"
            + "  ".repeat(depth) + "}";
    }

    private List<String> items(LuaTable table, int depth) {
        List<String> items = new ArrayList<>();
        int length = table.rawlen();
        for (int i = 1; i <= length && items.size() < ENTRIES_MAX; i++) {
            items.add(show(table.rawget(i), depth + 1));
        }
        List<LuaValue> keys = new ArrayList<>();
        LuaValue key = LuaValue.NIL;
        int all = 0;
        for (Varargs e = table.next(key); !e.arg1().isnil(); e = table.next(key)) {
            key = e.arg1();
            all++;
            boolean inArray = key.isint() && key.toint() >= 1 && key.toint() <= length;
            if (!inArray && keys.size() < ENTRIES_MAX * 10) {
                keys.add(key);
            }
        }
        keys.sort(Comparator.comparingInt((LuaValue k) -> k.type())
            .thenComparing(k -> k.tojstring()));
        for (LuaValue k : keys) {
            if (items.size() >= ENTRIES_MAX) {
                break;
            }
            items.add(key(k, depth) + " = " + show(table.rawget(k), depth + 1));
        }
        if (all > items.size()) {
            items.add("… " + (all - items.size()) + " more");
        }
        return items;
    }

    private String key(LuaValue key, int depth) {
        String text = key.tojstring();
        boolean name = key.type() == LuaValue.TSTRING && text.matches("[A-Za-z_][A-Za-z0-9_]*");
        return name ? text : "[" + show(key, depth + 1) + "]";
    }
}
