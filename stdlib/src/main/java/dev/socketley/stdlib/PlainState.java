package dev.socketley.stdlib;

import dev.socketley.engine.log.Log;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Keeps {@code socketley.state} to what may outlive a reload: booleans, numbers, strings and
 * tables of these without metatables. A function would keep the old version of the script alive
 * and run its code; it is taken out, and the log says where it was.
 */
final class PlainState {
    private final String script;
    private final Set<LuaTable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PlainState(String script) {
        this.script = script;
    }

    /** Takes out of the table, at any depth, what may not stay. */
    static void keep(LuaTable state, String script) {
        new PlainState(script).clean(state, "socketley.state");
    }

    private void clean(LuaTable table, String path) {
        if (!seen.add(table)) {
            return;
        }
        table.setmetatable(null);
        LuaValue[] keys = table.keys();
        for (LuaValue key : keys) {
            LuaValue value = table.rawget(key);
            if (!isPlain(key) || !isPlain(value)) {
                table.rawset(key, LuaValue.NIL);
                Log.error("state_dropped", "script", script, "what", path + "." + key.tojstring(),
                    "cause", "a " + (isPlain(key) ? value : key).typename()
                    + " cannot outlive a reload");
            } else if (value instanceof LuaTable inner) {
                clean(inner, path + "." + key.tojstring());
            }
        }
    }

    private static boolean isPlain(LuaValue v) {
        return switch (v.type()) {
            case LuaValue.TBOOLEAN, LuaValue.TNUMBER, LuaValue.TSTRING, LuaValue.TTABLE -> true;
            default -> false;
        };
    }
}
