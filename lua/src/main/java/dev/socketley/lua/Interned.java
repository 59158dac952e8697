package dev.socketley.lua;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * One string for each text among the constants of all chunks and the names of all libraries, so that
 * tables find their keys by identity. <b>Thread:</b> any. <b>Bounds:</b> holds them weakly.
 */
public final class Interned {
    /** Longer constants are seldom keys. */
    private static final int BYTES_MAX = 40;
    private static final Map<Key, Key> ALL = new HashMap<>();
    private static final ReferenceQueue<LuaString> GONE = new ReferenceQueue<>();

    private Interned() {}

    /** The string with this name, in UTF-8. */
    public static LuaString of(String name) {
        return of(LuaString.valueUsing(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** The string that stands for all that are equal to this one. */
    static LuaString of(LuaString s) {
        if (s.m_length > BYTES_MAX) {
            return s;
        }
        Key key = new Key(s);
        synchronized (ALL) {
            for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
                ALL.remove(gone);
            }
            Key known = ALL.get(key);
            LuaString first = known == null ? null : known.get();
            if (first != null) {
                return first;
            }
            ALL.put(key, key);
            return s;
        }
    }

    /** The constants of a function, in the same places. */
    static LuaValue[] constants(LuaValue[] original) {
        LuaValue[] all = original.clone();
        for (int i = 0; i < all.length; i++) {
            if (all[i] instanceof LuaString s) {
                all[i] = of(s);
            }
        }
        return all;
    }

    private static final class Key extends WeakReference<LuaString> {
        private final int hash;

        Key(LuaString s) {
            super(s, GONE);
            hash = Seeds.hash(s);
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
            LuaString s = get();
            return s != null && other instanceof Key k && hash == k.hash && s.equals(k.get());
        }
    }
}
