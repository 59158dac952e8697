package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * The part of a table that finds values by key: chained scatter in flat arrays, full to the last
 * slot, where a key whose own place is taken by a stranger moves the stranger.
 *
 * <p>A slot is an even index into {@link #nodes}: its key, then its value. A removed entry keeps its
 * slot and its key, so that a traversal that removes goes on; slots change only when a new key comes.
 */
abstract sealed class HashPart extends LuaTable permits ArrayPart {
    static final LuaValue NIL = LuaValue.NIL;
    /** Of equal hashes: beyond this they are no accident, and the table changes its hash. */
    private static final int CHAIN_MAX = 20;
    private static final LuaValue[] NO_NODES = {null, NIL};
    private static final int[] NO_LINKS = {0};

    private static int lastIdentity;

    /** Key, value, key, value...; a key of null was never used, a value of NIL is removed. */
    LuaValue[] nodes = NO_NODES;
    /** For each slot: where its chain goes on, plus one; 0 at its end. */
    private int[] links = NO_LINKS;
    /** Never-used slots are below. */
    private int free;
    private int identity;
    /** This table's hash is {@link Seeds}'. */
    private boolean seeded;
    /** There may be integer keys here. */
    boolean intKeys;
    /** Events that this table, as a metatable, is known not to have: bits of {@link Meta}. */
    byte absent;
    /** Answers for what is not here, or null. */
    Rest rest;

    /** Makes room for one more key, rearranging the whole table, and stores it. */
    abstract void rearrange(LuaValue key, LuaValue value);

    /** The value of a string key, NIL if there is none. */
    public final LuaValue get(LuaString s) {
        LuaValue[] n = nodes;
        int i = place(seeded ? Seeds.hash(s) : s.hashCode(), n);
        do {
            LuaValue k = n[i];
            if (k == s || k instanceof LuaString t && same(s, t)) {
                return n[i + 1];
            }
            i = links[i >> 1] - 1;
        } while (i >= 0);
        return rest == null ? NIL : rest.get((Table) this, s);
    }

    /** The slot of a string key, for {@link #keyAt} and the others; -1 if it never was here. */
    public final int slotOf(LuaString s) {
        LuaValue[] n = nodes;
        int i = place(seeded ? Seeds.hash(s) : s.hashCode(), n);
        do {
            LuaValue k = n[i];
            if (k == s || k instanceof LuaString t && same(s, t)) {
                return i;
            }
            i = links[i >> 1] - 1;
        } while (i >= 0);
        return -1;
    }

    /** The key in a slot: null if the slot is empty or no slot of this table. */
    public final LuaValue keyAt(int slot) {
        LuaValue[] n = nodes;
        return slot < n.length ? n[slot] : null;
    }

    /** The value in a slot that {@link #keyAt} has shown to be this key's; NIL if removed. */
    public final LuaValue valueAt(int slot) {
        return nodes[slot + 1];
    }

    private static int place(int hash, LuaValue[] nodes) {
        return (hash ^ hash >>> 15) << 1 & nodes.length - 2;
    }

    private static boolean same(LuaString s, LuaString t) {
        return s.m_length == t.m_length && s.hashCode() == t.hashCode()
            && Arrays.equals(s.m_bytes, s.m_offset, s.m_offset + s.m_length,
                t.m_bytes, t.m_offset, t.m_offset + t.m_length);
    }

    private int place(LuaValue key) {
        int hash;
        if (key instanceof LuaString s) {
            hash = seeded ? Seeds.hash(s) : s.hashCode();
        } else if (key instanceof LuaInteger n) {
            hash = seeded ? Seeds.hash(n.v) : n.v * 0x9E3779B1;
        } else if (key instanceof LuaDouble d) {
            long bits = Double.doubleToLongBits(d.todouble());
            hash = seeded ? Seeds.hash(bits) : Long.hashCode(bits) * 0x9E3779B1;
        } else {
            hash = key instanceof LuaBoolean ? key.toboolean() ? 1 : 2
                : key instanceof Removed r ? r.hash : identity(key);
        }
        return place(hash, nodes);
    }

    /** The slot of any key, -1 if it never was here; integral numbers must be LuaIntegers. */
    final int find(LuaValue key) {
        if (key instanceof LuaString s) {
            return slotOf(s);
        }
        LuaValue[] n = nodes;
        int i = place(key);
        boolean number = key instanceof LuaNumber;
        do {
            LuaValue k = n[i];
            if (k == key || number && k instanceof LuaNumber && key.todouble() == k.todouble()) {
                return i;
            }
            i = links[i >> 1] - 1;
        } while (i >= 0);
        return -1;
    }

    /** Where a traversal that stands at {@code key} stands: also where the key was. */
    final int findEvenRemoved(LuaValue key) {
        int i = find(key);
        if (i >= 0 || !hasIdentity(key)) {
            return i;
        }
        i = place(key);
        do {
            if (nodes[i] instanceof Removed r && r.hash == identity(key)) {
                return i;
            }
            i = links[i >> 1] - 1;
        } while (i >= 0);
        return -1;
    }

    /** Stores under a key that is neither nil nor NaN nor in the array part. */
    final void put(LuaValue key, LuaValue value) {
        int slot = find(key);
        if (slot >= 0 && nodes[slot + 1] != NIL) {
            if (value != NIL) {
                nodes[slot + 1] = value;
            } else {
                clear(slot);
            }
        } else if (value != NIL) {
            absent = 0;
            if (slot >= 0) {
                nodes[slot + 1] = value;
            } else {
                insert(key, value);
            }
        }
    }

    private void clear(int slot) {
        LuaValue key = nodes[slot];
        nodes[slot + 1] = NIL;
        if (hasIdentity(key)) {
            // What was a key must not stay reachable through the table.
            nodes[slot] = new Removed(identity(key));
        }
    }

    private static int identity(LuaValue key) {
        return key instanceof HashPart t ? t.identity() : System.identityHashCode(key);
    }

    /** What it is found by as a key: the JVM's own number takes ten times longer to be made. */
    final int identity() {
        int hash = identity;
        if (hash == 0) {
            // Threads that draw the same number at once do no harm.
            identity = hash = lastIdentity += 0x9E3779B9;
        }
        return hash;
    }

    private static boolean hasIdentity(LuaValue key) {
        return !(key instanceof LuaString || key instanceof LuaNumber || key instanceof LuaBoolean
            || key instanceof Removed);
    }

    private void insert(LuaValue key, LuaValue value) {
        LuaValue[] n = nodes;
        int home = place(key);
        if (n == NO_NODES) {
            rearrange(key, value);
            return;
        }
        if (n[home + 1] != NIL && n[home] != null) {
            int vacant = takeFree();
            if (vacant < 0) {
                rearrange(key, value);
                return;
            }
            int other = place(n[home]);
            if (other != home) {
                evict(home, vacant, other);
            } else {
                links[vacant >> 1] = links[home >> 1];
                links[home >> 1] = vacant + 1;
                if (!seeded && chain(home) > CHAIN_MAX) {
                    nodes[vacant] = key;
                    nodes[vacant + 1] = value;
                    reseed();
                    return;
                }
                home = vacant;
            }
        }
        intKeys |= key instanceof LuaInteger;
        n[home] = key;
        n[home + 1] = value;
    }

    private void evict(int home, int vacant, int strangersHome) {
        int before = strangersHome;
        while (links[before >> 1] - 1 != home) {
            before = links[before >> 1] - 1;
        }
        links[before >> 1] = vacant + 1;
        nodes[vacant] = nodes[home];
        nodes[vacant + 1] = nodes[home + 1];
        links[vacant >> 1] = links[home >> 1];
        links[home >> 1] = 0;
    }

    private int chain(int home) {
        int length = 0;
        for (int i = home; i >= 0; i = links[i >> 1] - 1) {
            length++;
        }
        return length;
    }

    private int takeFree() {
        LuaValue[] n = nodes;
        while (free > 0) {
            free -= 2;
            if (n[free] == null) {
                return free;
            }
        }
        return -1;
    }

    private void reseed() {
        LuaValue[] old = nodes;
        seeded = true;
        allocate(old.length >> 1);
        putAll(old);
    }

    /** Empties this part, with room for {@code count} keys. */
    final void allocate(int count) {
        intKeys = false;
        if (count == 0) {
            nodes = NO_NODES;
            links = NO_LINKS;
            free = 0;
            return;
        }
        int slots = count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
        Growth.count(12L * slots);
        nodes = new LuaValue[slots << 1];
        links = new int[slots];
        free = nodes.length;
    }

    /** Stores the live entries of other nodes, through {@link #put}. */
    final void putAll(LuaValue[] others) {
        for (int i = others.length - 2; i >= 0; i -= 2) {
            if (others[i] != null && others[i + 1] != NIL) {
                insert(others[i], others[i + 1]);
            }
        }
    }

    /** Takes over another table's entries, which it must not use any more. */
    final void adopt(HashPart other) {
        nodes = other.nodes;
        links = other.links;
        free = other.free;
        seeded = other.seeded;
        intKeys = other.intKeys;
    }

    final int slots() {
        return nodes == NO_NODES ? 0 : nodes.length >> 1;
    }

    /** Whether positive integer keys are here. */
    final boolean hasElements() {
        LuaValue[] n = nodes;
        for (int i = 0; i < n.length; i += 2) {
            if (n[i] instanceof LuaInteger k && k.v > 0 && n[i + 1] != NIL) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a slot that no key has had. */
    final boolean hasUnused() {
        LuaValue[] n = nodes;
        for (int i = 0; i < n.length && n != NO_NODES; i += 2) {
            if (n[i] == null) {
                return true;
            }
        }
        return false;
    }

    final int liveNodes() {
        LuaValue[] n = nodes;
        int live = 0;
        for (int i = 0; i < n.length; i += 2) {
            if (n[i] != null && n[i + 1] != NIL) {
                live++;
            }
        }
        return live;
    }

    /** Steps that finding every key once takes. */
    final long steps() {
        long steps = 0;
        for (int i = 0; i < nodes.length; i += 2) {
            if (nodes[i] != null) {
                for (int j = place(nodes[i]); j != i; j = links[j >> 1] - 1) {
                    steps++;
                }
                steps++;
            }
        }
        return steps;
    }

    /** Stands where an object was a key, so that a traversal finds its place. */
    private static final class Removed extends LuaValue {
        final int hash;

        Removed(int hash) {
            this.hash = hash;
        }

        @Override
        public int type() {
            return LuaValue.TNONE;
        }

        @Override
        public String typename() {
            return "removed";
        }
    }
}
