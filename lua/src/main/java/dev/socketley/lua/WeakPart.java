package dev.socketley.lua;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * What a weak table holds: entries in the order of their coming, found by an index.
 *
 * <p>Strings, numbers and booleans are held for good, as in PUC. A value that is reached only through
 * its own weak key keeps that key. <b>Bounds:</b> entries that have died are swept when as many new
 * ones have come as were alive.
 */
final class WeakPart extends Rest {
    private static final LuaValue NIL = LuaValue.NIL;
    private static final int SWEEP_MIN = 16;

    private final boolean weakKeys;
    private final boolean weakValues;
    private final Map<Key, Entry> index = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private int sweepAt = SWEEP_MIN;

    WeakPart(boolean weakKeys, boolean weakValues) {
        this.weakKeys = weakKeys;
        this.weakValues = weakValues;
        Garbage.seen = true;
    }

    /** Whether a table whose {@code __mode} is that is held like this one. */
    boolean isFor(LuaString mode) {
        return weakKeys == mode.indexOf((byte) 'k', 0) >= 0
            && weakValues == mode.indexOf((byte) 'v', 0) >= 0;
    }

    /** An empty part for this {@code __mode}, null if it asks for nothing. */
    static WeakPart of(LuaValue mode) {
        if (!(mode instanceof LuaString s)) {
            return null;
        }
        boolean keys = s.indexOf((byte) 'k', 0) >= 0;
        boolean values = s.indexOf((byte) 'v', 0) >= 0;
        return keys || values ? new WeakPart(keys, values) : null;
    }

    @Override
    LuaValue get(Table self, LuaValue key) {
        Entry e = index.get(new Key(key, false));
        return e == null ? NIL : e.value();
    }

    @Override
    boolean holdsAll(Table self) {
        return true;
    }

    @Override
    void put(Table self, LuaValue key, LuaValue value) {
        add(key, value);
    }

    void add(LuaValue key, LuaValue value) {
        Entry e = index.get(new Key(key, false));
        if (e != null) {
            e.value = value == NIL ? null : held(value);
            return;
        }
        if (value == NIL) {
            return;
        }
        if (entries.size() >= sweepAt) {
            sweep();
        }
        Key k = new Key(key, weakKeys);
        Entry made = new Entry(k, held(value), entries.size());
        index.put(k, made);
        entries.add(made);
    }

    private Object held(LuaValue value) {
        return weakValues && isObject(value) ? new WeakReference<>(value) : value;
    }

    private static boolean isObject(LuaValue v) {
        return !(v instanceof LuaString || v instanceof LuaNumber || v instanceof LuaBoolean);
    }

    private void sweep() {
        List<Entry> all = new ArrayList<>(entries);
        entries.clear();
        index.clear();
        for (Entry e : all) {
            if (e.key.value() != null && e.value() != NIL) {
                e.position = entries.size();
                entries.add(e);
                index.put(e.key, e);
            }
        }
        sweepAt = Math.max(SWEEP_MIN, entries.size() * 2);
    }

    @Override
    int live(int place) {
        for (int i = place; i < entries.size(); i++) {
            if (entries.get(i).key.value() != null && entries.get(i).value() != NIL) {
                return i;
            }
        }
        return -1;
    }

    @Override
    LuaValue key(int place) {
        return entries.get(place).key.value();
    }

    @Override
    LuaValue value(int place) {
        return entries.get(place).value();
    }

    @Override
    int find(LuaValue key) {
        Entry e = index.get(new Key(key, false));
        return e == null ? -1 : e.position;
    }

    private static final class Entry {
        final Key key;
        /** Null, a value, or a weak reference to one. */
        Object value;
        int position;

        Entry(Key key, Object value, int position) {
            this.key = key;
            this.value = value;
            this.position = position;
        }

        LuaValue value() {
            Object v = value instanceof WeakReference<?> r ? r.get() : value;
            return v == null ? NIL : (LuaValue) v;
        }
    }

    private static final class Key {
        private final Object held;
        private final int hash;

        Key(LuaValue key, boolean weak) {
            held = weak && isObject(key) ? new WeakReference<>(key) : key;
            hash = key instanceof LuaString s ? Seeds.hash(s)
                : key instanceof LuaNumber ? Seeds.hash(Double.doubleToLongBits(key.todouble()))
                : System.identityHashCode(key);
        }

        LuaValue value() {
            return (LuaValue) (held instanceof WeakReference<?> r ? r.get() : held);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Key k) || k.hash != hash) {
                return false;
            }
            LuaValue a = value();
            LuaValue b = k.value();
            return a == b ? a != null : a != null && b != null && !isObject(a) && a.raweq(b);
        }
    }
}
