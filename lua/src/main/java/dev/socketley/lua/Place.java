package dev.socketley.lua;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * Where one place of compiled code last found its key: slots of the table itself, of {@code __index}
 * in its metatable, and of the table that this leads to. A guess: keys are compared by identity each
 * time. <b>Thread:</b> any number; a lost write costs one search.
 */
final class Place {
    private static final LuaValue NIL = LuaValue.NIL;

    private int own;
    private int index;
    private int inherited;

    /** The value of the table's own field, NIL if it has none. */
    LuaValue get(Table t, LuaString key) {
        LuaValue[] n = t.nodes;
        int i = own;
        return i < n.length && n[i] == key ? n[i + 1] : search(t, key);
    }

    private LuaValue search(Table t, LuaString key) {
        int slot = t.slotOf(key);
        if (slot < 0) {
            return t.rest == null ? NIL : t.get(key);
        }
        own = slot;
        LuaValue v = t.valueAt(slot);
        return v == NIL ? t.get(key) : v;
    }

    /** Changes a field that is there; false if nothing has been done. */
    boolean set(Table t, LuaString key, LuaValue value) {
        LuaValue[] n = t.nodes;
        int i = own;
        if (i < n.length && n[i] == key && n[i + 1] != NIL && value != NIL) {
            n[i + 1] = value;
            return true;
        }
        return change(t, key, value);
    }

    private boolean change(Table t, LuaString key, LuaValue value) {
        int slot = t.slotOf(key);
        if (t.rest != null) {
            return false;
        }
        if (slot < 0) {
            if (!t.hasNoMeta()) {
                return false;
            }
            t.rawset(key, value);
            slot = t.slotOf(key);
            own = Math.max(slot, 0);
            return true;
        }
        own = slot;
        if (t.valueAt(slot) == NIL && !t.hasNoMeta()) {
            return false;
        }
        t.rawset(key, value);
        return true;
    }

    /** What {@code __index} tables give for a key that the table has not; null: ask the slow way. */
    LuaValue inherited(Table t, LuaString key) {
        Table meta = t.meta();
        if (meta == null) {
            return NIL;
        }
        LuaValue[] n = meta.nodes;
        int i = index;
        LuaValue handler;
        if (i < n.length && n[i] == LuaValue.INDEX) {
            handler = n[i + 1];
        } else {
            int slot = meta.slotOf(LuaValue.INDEX);
            if (slot < 0) {
                return null;
            }
            if (meta.keyAt(slot) == LuaValue.INDEX) {
                index = slot;
            }
            handler = meta.valueAt(slot);
        }
        return handler instanceof Table parent ? of(parent, key) : null;
    }

    private LuaValue of(Table parent, LuaString key) {
        LuaValue[] n = parent.nodes;
        int i = inherited;
        LuaValue v;
        if (i < n.length && n[i] == key) {
            v = n[i + 1];
        } else {
            int slot = parent.slotOf(key);
            if (slot < 0) {
                return null;
            }
            inherited = slot;
            v = parent.valueAt(slot);
        }
        return v == NIL ? null : v;
    }
}
