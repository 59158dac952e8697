package dev.socketley.lua;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua table: elements 1 to n in an array, everything else by hash. LuaJ's own arrays in the
 * superclass stay empty.
 *
 * <p>Compiled code asks in order: {@link #keyAt} against an interned constant, {@link #get(LuaString)},
 * then metatables. <b>Thread:</b> the state's.
 */
public final class Table extends ArrayPart {
    private Table metatable;
    /** Null if the table has no {@code __gc} to be called. */
    Finalizers.Sentinel sentinel;
    /** The slot that a traversal looked at last: most likely it goes on from there. */
    private int cursor;

    /** An empty table. */
    public Table() {}

    /** A table with room for {@code array} elements and {@code hash} other keys. */
    public Table(int array, int hash) {
        if (array > 0) {
            values = new LuaValue[Math.min(array, ARRAY_MAX)];
            Growth.count(4L * array);
        }
        if (hash > 0) {
            allocate(hash);
        }
    }

    /** A table with these elements, which are not retained. */
    public static Table of(LuaValue... elements) {
        Table t = new Table(elements.length, 0);
        for (int i = 0; i < elements.length; i++) {
            t.rawset(i + 1, elements[i]);
        }
        return t;
    }

    // Keys of any kind.

    @Override
    public LuaValue rawget(LuaValue key) {
        if (key instanceof LuaString s) {
            return get(s);
        }
        if (key instanceof LuaInteger n) {
            return rawget(n.v);
        }
        if (key instanceof LuaDouble d) {
            double v = d.todouble();
            int n = (int) v;
            if (n == v) {
                return rawget(n);
            }
        }
        int slot = find(key);
        return slot >= 0 ? nodes[slot + 1] : rest == null ? NIL : rest.get(this, key);
    }

    /** As PUC's: a nil or NaN key is an error. */
    @Override
    public void rawset(LuaValue key, LuaValue value) {
        LuaValue v = value.isnil() ? NIL : value;
        if (key instanceof LuaInteger n) {
            rawset(n.v, v);
            return;
        }
        if (key instanceof LuaDouble d) {
            double at = d.todouble();
            int n = (int) at;
            if (n == at) {
                rawset(n, v);
                return;
            }
            if (at != at) {
                throw LuaErrors.error("table index is NaN");
            }
        } else if (key.isnil()) {
            throw LuaErrors.error("table index is nil");
        }
        putAny(key, v);
    }

    // Traversal.

    /**
     * The first entry at or behind a place: 0, or one more than such an entry's place.
     *
     * @return its place, for {@link #keyIn} and {@link #valueIn}; -1 at the end
     */
    int entry(int place) {
        if (rest != null && rest.holdsAll(this)) {
            return rest.live(place);
        }
        for (int i = place; i < size; i++) {
            if (!isNilAt(i + 1)) {
                return i;
            }
        }
        int room = room();
        LuaValue[] n = nodes;
        for (int i = Math.max(0, place - room) << 1; i < n.length; i += 2) {
            if (n[i] != null && n[i + 1] != NIL) {
                cursor = i;
                return room + (i >> 1);
            }
        }
        return -1;
    }

    /** The place of the entry that follows a key; negative if there is none, or no such key. */
    int placeBehind(LuaValue key) {
        LuaValue[] n = nodes;
        int i = cursor;
        if (i < n.length && n[i] == key) {
            return entry(room() + (i >> 1) + 1);
        }
        try {
            return entry(placeAfter(key));
        } catch (LuaError e) {
            return -1;
        }
    }

    /** The place behind a key, where a traversal goes on: 0 for nil. */
    int placeAfter(LuaValue key) {
        if (key.isnil()) {
            return 0;
        }
        LuaValue k = key;
        if (k instanceof LuaDouble d && (int) d.todouble() == d.todouble()) {
            k = LuaInteger.valueOf((int) d.todouble());
        }
        if (rest != null && rest.holdsAll(this)) {
            int place = rest.find(k);
            if (place >= 0) {
                return place + 1;
            }
        } else if (k instanceof LuaInteger n && n.v > 0 && n.v <= room()) {
            return n.v;
        } else {
            LuaValue[] n = nodes;
            int slot = cursor < n.length && n[cursor] == k ? cursor : findEvenRemoved(k);
            if (slot >= 0) {
                return room() + (slot >> 1) + 1;
            }
        }
        throw LuaErrors.error("invalid key to 'next'");
    }

    LuaValue keyIn(int place) {
        if (rest != null) {
            LuaValue key = rest.key(place);
            return key == null ? NIL : key;
        }
        int room = room();
        return place < room ? LuaInteger.valueOf(place + 1) : nodes[place - room << 1];
    }

    LuaValue valueIn(int place) {
        if (rest != null) {
            return rest.value(place);
        }
        int room = room();
        return place < room ? rawget(place + 1) : nodes[(place - room << 1) + 1];
    }

    /** As {@link #next}, into two registers; false at the end. */
    boolean nextInto(LuaValue[] r, int at, LuaValue key) {
        if (rest != null) {
            Varargs entry = next(key);
            r[at] = entry.arg1();
            r[at + 1] = entry.arg(2);
            return r[at] != NIL;
        }
        int place = entry(placeAfter(key));
        if (place < 0) {
            return false;
        }
        r[at] = keyIn(place);
        r[at + 1] = valueIn(place);
        return true;
    }

    @Override
    public Varargs next(LuaValue key) {
        for (int place = placeAfter(key);; place++) {
            place = entry(place);
            if (place < 0) {
                return NIL;
            }
            LuaValue k = keyIn(place);
            LuaValue v = valueIn(place);
            // A weak entry may die between two looks.
            if (k != NIL && v != NIL) {
                return varargsOf(k, v);
            }
        }
    }

    @Override
    public Varargs inext(LuaValue key) {
        int i = key.checkint() + 1;
        LuaValue v = rawget(i);
        return v.isnil() ? NONE : varargsOf(LuaInteger.valueOf(i), v);
    }

    @Override
    public int keyCount() {
        int count = 0;
        for (int p = entry(0); p >= 0; p = entry(p + 1)) {
            count++;
        }
        return count;
    }

    @Override
    public LuaValue[] keys() {
        LuaValue[] keys = new LuaValue[keyCount()];
        int count = 0;
        for (int p = entry(0); p >= 0 && count < keys.length; p = entry(p + 1)) {
            keys[count++] = keyIn(p);
        }
        return count == keys.length ? keys : Arrays.copyOf(keys, count);
    }

    // Metatables.

    /** Whether there is no metatable, so that what is not here is nil. */
    public boolean hasNoMeta() {
        return metatable == null;
    }

    /** Whether changes ask nobody and cannot fail. */
    boolean isPlain() {
        return metatable == null && rest == null;
    }

    Table meta() {
        return metatable;
    }

    /** As a metatable: the handler of an event, NIL if there is none, which is remembered. */
    LuaValue handler(Meta event) {
        if ((absent & event.bit) != 0) {
            return NIL;
        }
        LuaValue v = get(event.name);
        if (v == NIL && (rest == null || rest instanceof Frozen)) {
            absent |= event.bit;
        }
        return v;
    }

    @Override
    public LuaValue getmetatable() {
        return metatable;
    }

    @Override
    public LuaValue setmetatable(LuaValue meta) {
        if (rest instanceof Frozen) {
            throw Frozen.refusal();
        }
        metatable = meta == null || meta.isnil() ? null : (Table) meta;
        LuaValue mode = metatable == null ? NIL : metatable.get(MODE);
        if (rest instanceof WeakPart || mode != NIL) {
            hold(mode);
        }
        return this;
    }

    /** Moves everything to where this {@code __mode} wants it. */
    private void hold(LuaValue mode) {
        boolean weak = rest != null && rest.holdsAll(this);
        if (weak && mode instanceof LuaString s && ((WeakPart) rest).isFor(s)) {
            return;
        }
        WeakPart next = WeakPart.of(mode);
        if (next == null && !weak) {
            return;
        }
        Table all = new Table();
        for (int p = entry(0); p >= 0; p = entry(p + 1)) {
            LuaValue k = keyIn(p);
            if (k != NIL && next != null) {
                next.add(k, valueIn(p));
            } else if (k != NIL) {
                all.rawset(k, valueIn(p));
            }
        }
        become(all);
        rest = next;
    }

    private void become(Table other) {
        values = other.values;
        doubles = other.doubles;
        size = other.size;
        holes = other.holes;
        spare = other.spare;
        adopt(other);
    }

    /** Makes every later change an error; any thread may then read. */
    public Table freeze() {
        identity();
        Table content = new Table();
        if (rest == null || !rest.holdsAll(this)) {
            content.become(this);
            become(new Table());
            rest = new Frozen(content);
        } else if (!(rest instanceof Frozen)) {
            throw new IllegalStateException("a weak table cannot be frozen");
        }
        return this;
    }

    /** A table with fields that are made when they are needed. */
    public static Table lazy(LazyFields fields) {
        Table t = new Table();
        t.add(fields);
        return t;
    }

    /** Gives this table, which is neither weak nor lazy nor frozen, such fields beside its own. */
    public void add(LazyFields fields) {
        rest = fields;
    }

    /** A field that is there already, or nil: nothing is made that nobody has asked for yet. */
    public LuaValue present(LuaString key) {
        int slot = find(key);
        return slot >= 0 ? nodes[slot + 1] : NIL;
    }

    /** The names of the fields that are {@link #present}. */
    public List<LuaString> presentNames() {
        List<LuaString> names = new ArrayList<>();
        for (int i = 0; i < nodes.length; i += 2) {
            if (nodes[i] instanceof LuaString name && nodes[i + 1] != NIL) {
                names.add(name);
            }
        }
        return names;
    }

    // What else LuaJ's classes ask of a table.

    @Override
    public LuaValue get(int key) {
        LuaValue v = rawget(key);
        return v == NIL && metatable != null ? gettable(this, LuaInteger.valueOf(key)) : v;
    }

    @Override
    public LuaValue get(LuaValue key) {
        LuaValue v = rawget(key);
        return v == NIL && metatable != null ? gettable(this, key) : v;
    }

    @Override
    public void set(int key, LuaValue value) {
        if (metatable == null) {
            rawset(key, value);
        } else {
            set(LuaInteger.valueOf(key), value);
        }
    }

    @Override
    public void set(LuaValue key, LuaValue value) {
        if (metatable == null || rawget(key) != NIL || !settable(this, key, value)) {
            rawset(key, value);
        }
    }

    @Override
    protected LuaValue hashget(LuaValue key) {
        return rawget(key);
    }

    @Override
    public void hashset(LuaValue key, LuaValue value) {
        rawset(key, value);
    }

    @Override
    public LuaValue remove(int position) {
        int n = rawlen();
        int at = position == 0 ? n : position;
        if (at < 1 || at > n) {
            return NONE;
        }
        LuaValue removed = rawget(at);
        closeGap(at, n);
        return removed;
    }

    @Override
    public void insert(int position, LuaValue value) {
        int n = rawlen();
        int at = position == 0 ? n + 1 : position;
        openGap(at, n);
        rawset(at, value);
    }

    /** Moves elements {@code at} to {@code n} up by one. */
    void openGap(int at, int n) {
        for (int i = n; i >= at; i--) {
            rawset(i + 1, rawget(i));
        }
    }

    /** Moves elements behind {@code at} down by one; element {@code n} goes away. */
    void closeGap(int at, int n) {
        for (int i = at; i < n; i++) {
            rawset(i, rawget(i + 1));
        }
        rawset(n, NIL);
    }

    @Override
    public void sort(LuaValue order) {
        throw new UnsupportedOperationException("tables are sorted by table.sort");
    }

    @Override
    public int length() {
        return len().toint();
    }

    @Override
    public LuaValue len() {
        LuaValue handler = metatable == null ? NIL : metatable.handler(Meta.LEN);
        return handler == NIL ? LuaInteger.valueOf(rawlen()) : handler.call(this);
    }

    @Override
    public void presize(int elements) {
        if (rest == null && elements > room() && elements <= ARRAY_MAX) {
            grow(elements);
        }
    }

    @Override
    public void presize(int elements, int others) {
        presize(elements);
        if (others > slots() && rest == null) {
            resize(room(), others);
        }
    }

    @Override
    protected int getArrayLength() {
        return room();
    }

    @Override
    protected int getHashLength() {
        return slots();
    }

    @Override
    public LuaValue eq(LuaValue other) {
        return eq_b(other) ? TRUE : FALSE;
    }

    @Override
    public boolean eq_b(LuaValue other) {
        if (this == other) {
            return true;
        }
        return metatable != null && other instanceof Table t && t.metatable != null
            && eqmtcall(this, metatable, t, t.metatable);
    }

    @Override
    public boolean useWeakKeys() {
        return false;
    }

    @Override
    public boolean useWeakValues() {
        return false;
    }

    @Override
    public LuaValue toLuaValue() {
        return this;
    }
}
