package dev.socketley.engine.cache.store;

import java.util.function.Consumer;

/**
 * The keys of one cache with their values and deadlines.
 *
 * <p>A key is looked up straight from the slice of the buffer it arrived in. The table grows and
 * shrinks by moving a few slots with every operation, so no operation takes long. A key whose
 * deadline passed is gone for every reader at once; it leaves the memory when it is next touched or
 * when {@link #expireDue} comes to it, and the listener hears of it exactly once, either way.
 *
 * <p>Thread: one owner. Time is what the owner last gave to {@link #now(long)}.
 *
 * <p>Bounds: none of its own; keys and values are as large as the decoder lets through.
 */
public final class Store {
    /** The deadline of a key that has none. */
    public static final long NEVER = 0;
    /** Given as a deadline to {@link #put}: keep the one the key has. */
    public static final long KEEP = -1;
    /** What {@link #deadline} answers for a key that is not there. */
    public static final long MISSING = -2;

    private static final int CAPACITY_MIN = 16;

    private final MovingTable table;
    private Consumer<Slice> onExpired;
    private TimingWheel wheel;
    private KeyListener listener;
    private Keeper keeper;
    private int keeperIndex;
    private long swept;
    /** What is being swept since the store was cleared, or null. */
    private MovingTable frozen;
    private int index;
    private Usage usage = Usage.NONE;
    /** A string shown to the listener, or looked at here. */
    private final Slice shown = new Slice();
    /** The key that ended last. */
    private final Slice ended = new Slice();

    private long nowMs;
    private int expiring;
    /** Heap bytes of the values that are objects. */
    private long objectBytes;

    /**
     * @param nowMs     Unix time in milliseconds
     * @param onExpired told each key that ended at its deadline, from inside the operation that
     *                  found it; it must not call the store
     */
    public Store(long nowMs, Consumer<Slice> onExpired) {
        this.nowMs = nowMs;
        this.onExpired = onExpired;
        table = new MovingTable(SipHash.KEYS, CAPACITY_MIN);
        wheel = new TimingWheel(table.records(), nowMs);
    }

    /** Its number among the databases of a cache. */
    public int index() {
        return index;
    }

    void index(int given) {
        index = given;
    }

    /** @param told each key that ended at its deadline */
    void onExpired(Consumer<Slice> told) {
        onExpired = told;
    }

    /** @param hears of every change, or null */
    void listener(KeyListener hears) {
        listener = hears;
    }

    /** Sets the time that every following operation uses, Unix time in milliseconds. */
    public void now(long ms) {
        if (ms < nowMs) {
            wheel.putBack(nowMs - ms);
        }
        nowMs = ms;
    }

    /** The time that operations use, Unix time in milliseconds. */
    public long now() {
        return nowMs;
    }

    /** The hash of a key, which is the same for every store of this process. */
    public static int hash(byte[] bytes, int from, int length) {
        return Table.slotHash(SipHash.KEYS.hash(bytes, from, length));
    }

    /**
     * Reads the slots and the records where keys may lie, so that they are near when the keys are
     * looked up. These reads do not depend on each other and overlap; look-ups wait for each in turn.
     *
     * @param hashes the {@link #hash} of each
     * @return a number that says nothing, for the caller to use lest the reads be left out
     */
    public long touch(int[] hashes, int count) {
        return table.touch(hashes, count);
    }

    /** The table that a key holds, without that being a use of it; null when it holds none. */
    public Value table(int hash, byte[] bytes, int from, int length) {
        int place = table.find(hash, bytes, from, length);
        return place != MovingTable.NONE && records().isObject(table.address(place))
            && records().object(table.address(place)) instanceof Value value && value.isTable()
            ? value : null;
    }

    /** The value of a key, a string as a copy, or null. */
    public Object get(byte[] bytes, int from, int length) {
        int place = use(hash(bytes, from, length), bytes, from, length);
        return place == MovingTable.NONE ? null : records().value(table.address(place));
    }

    /**
     * The value of a key, without a copy.
     *
     * @param hash its {@link #hash}
     * @param to   shows a string until the store is next changed
     * @return {@code to} for a string, a {@link Value}, or null
     */
    public Object view(int hash, byte[] bytes, int from, int length, Slice to) {
        int place = use(hash, bytes, from, length);
        if (place == MovingTable.NONE) {
            return null;
        }
        Object value = records().view(table.address(place), to);
        return value == null ? to : value;
    }

    private Records records() {
        return table.records();
    }

    /** The place of a key that is used now, or {@link MovingTable#NONE}. */
    private int use(int hash, byte[] bytes, int from, int length) {
        int place = table.stepAndFind(hash, bytes, from, length);
        if (place == MovingTable.NONE) {
            return place;
        }
        long record = table.address(place);
        if (records().isTimed(record) && records().atMs(record) <= nowMs) {
            end(place, record);
            return MovingTable.NONE;
        }
        if (usage != Usage.NONE) {
            table.stamp(place, usage.next(table.stamp(place), nowMs));
        }
        return place;
    }

    /** Whether there is a key, without that being a use of it. */
    public boolean has(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        return place != MovingTable.NONE && !isOver(table.address(place));
    }

    // ---- use --------------------------------------------------------------------------------

    /** Sets what is remembered of the use of keys. */
    void usage(Usage kept) {
        if (kept != usage) {
            usage = kept;
            table.stamps(false);
            table.stamps(kept != Usage.NONE);
        }
    }

    /** The place of a key met by chance, or {@link MovingTable#NONE}. */
    int probe(boolean expiringOnly) {
        int place = table.probe();
        return place != MovingTable.NONE && expiringOnly
            && !records().isTimed(table.address(place)) ? MovingTable.NONE : place;
    }

    byte[] keyAt(int place) {
        return records().key(table.address(place));
    }

    /** How ready the key at a place is to go: more is readier. */
    long idleAt(int place) {
        return usage == Usage.NONE ? 0 : usage.idle(table.stamp(place), nowMs);
    }

    /** Milliseconds since a key was used, -1 when that is not known. */
    public long idleMs(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        return usage != Usage.LAST || place == MovingTable.NONE ? -1 : idleAt(place);
    }

    /** How often a key was used, as a logarithm, -1 when that is not known. */
    public int frequency(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        return usage != Usage.OFTEN || place == MovingTable.NONE ? -1
            : Usage.count(table.stamp(place), nowMs);
    }

    /** The value at a key, without that being a use of it; null when there is none. */
    public Object peek(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        return place == MovingTable.NONE || isOver(table.address(place)) ? null
            : records().value(table.address(place));
    }

    private boolean isOver(long record) {
        return records().isTimed(record) && records().atMs(record) <= nowMs;
    }

    /** Heap bytes that a key, its value and deadline take, or -1 when there is none. */
    public long memoryBytes(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE || isOver(table.address(place))) {
            return -1;
        }
        long record = table.address(place);
        return Long.BYTES + records().memoryBytes(record) + objectBytes(record);
    }

    private long objectBytes(long record) {
        return records().isObject(record)
            ? ((Value) records().object(record)).memoryBytes() + Sizes.REFERENCE : 0;
    }

    /** The deadline that comes first or nearly so, or {@link #NEVER} when no key has one. */
    long soonestMs() {
        long first = wheel.first();
        return first == Records.NONE ? NEVER : records().atMs(first);
    }

    /** The key whose deadline {@link #soonestMs} answers, or null. */
    byte[] soonest() {
        long first = wheel.first();
        return first == Records.NONE ? null : records().key(first);
    }

    /** A key whose deadline passed goes. */
    private void end(int place, long record) {
        Object value = listener == null ? null : records().value(record);
        // The bytes of a key stay where they are until the next record is added.
        records().showKey(record, ended);
        removeAt(place);
        onExpired.accept(ended);
        if (listener != null) {
            listener.expired(this, ended.copy(), value);
        }
    }

    private void changed(byte[] bytes, int from, int length, long record) {
        if (listener != null) {
            Object value = null;
            if (record != Records.NONE) {
                value = records().view(record, shown);
                value = value == null ? shown : value;
            }
            listener.changed(this, bytes, from, length, value);
        }
    }

    /** The value of a key, or null. */
    public Object get(byte[] key) {
        return get(key, 0, key.length);
    }

    /**
     * The deadline of a key: Unix time in milliseconds, {@link #NEVER}, or {@link #MISSING}.
     */
    public long deadline(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE || isOver(table.address(place))) {
            return MISSING;
        }
        long record = table.address(place);
        return records().isTimed(record) ? records().atMs(record) : NEVER;
    }

    /**
     * Sets a key.
     *
     * @param value      a {@link Value}, which is the store's then, or {@code byte[]}, which are copied
     * @param deadlineMs Unix time in milliseconds, {@link #NEVER} or {@link #KEEP}
     */
    public void put(byte[] bytes, int from, int length, Object value, long deadlineMs) {
        if (value instanceof byte[] string) {
            Slice all = new Slice();
            all.set(string, 0, string.length);
            put(hash(bytes, from, length), bytes, from, length, all, deadlineMs);
            return;
        }
        Value object = (Value) value;
        int hash = hash(bytes, from, length);
        int place = beginPut(hash, bytes, from, length);
        long record;
        if (place == MovingTable.NONE) {
            record = records().add(deadlineMs > NEVER, bytes, from, length, object);
            insert(hash, record, deadlineMs);
        } else {
            long old = table.address(place);
            record = replaced(place, old, records().set(old, object), deadlineMs);
        }
        objectBytes += records().isObject(record) ? object.memoryBytes() : 0;
        changed(bytes, from, length, object);
    }

    private void changed(byte[] bytes, int from, int length, Value value) {
        if (listener != null) {
            listener.changed(this, bytes, from, length, value);
        }
    }

    /**
     * Sets a key to a string, which is copied; see {@link #put(byte[], int, int, Object, long)}.
     *
     * @param hash  the {@link #hash} of the key
     * @param value not an array of the store's
     */
    public void put(int hash, byte[] bytes, int from, int length, Slice value, long deadlineMs) {
        int place = beginPut(hash, bytes, from, length);
        long record;
        if (place == MovingTable.NONE) {
            record = records().add(deadlineMs > NEVER, bytes, from, length, value);
            insert(hash, record, deadlineMs);
        } else {
            long old = table.address(place);
            record = replaced(place, old,
                records().set(old, value.bytes(), value.from(), value.length()), deadlineMs);
        }
        changed(bytes, from, length, record);
    }

    /** Finds what is to be replaced: a key that is overwritten after its deadline ends first. */
    private int beginPut(int hash, byte[] bytes, int from, int length) {
        int place = table.stepAndFind(hash, bytes, from, length);
        if (place == MovingTable.NONE) {
            return place;
        }
        if (keeper != null) {
            changing(place);
        }
        long record = table.address(place);
        if (isOver(record)) {
            end(place, record);
            return MovingTable.NONE;
        }
        if (usage != Usage.NONE) {
            table.stamp(place, usage.next(table.stamp(place), nowMs));
        }
        objectBytes -= records().isObject(record)
            ? ((Value) records().object(record)).memoryBytes() : 0;
        return place;
    }

    private void insert(int hash, long record, long deadlineMs) {
        if (deadlineMs > NEVER) {
            link(record, deadlineMs);
        }
        // A key that comes while others are kept is none of them.
        boolean marked = keeper != null && frozen == null && MovingTable.order(hash) >= swept;
        int place = table.insert(hash, marked, record);
        if (usage != Usage.NONE) {
            table.stamp(place, usage.first(nowMs));
        }
    }

    /** A record has another value, and so perhaps another place. */
    private long replaced(int place, long old, long record, long deadlineMs) {
        if (record != old) {
            table.address(place, record);
            if (records().isTimed(record)) {
                wheel.moved(record);
            }
        }
        return deadlineMs == KEEP ? record : deadline(place, record, deadlineMs);
    }

    /** Sets a key; see {@link #put(byte[], int, int, Object, long)}. */
    public void put(byte[] key, Object value, long deadlineMs) {
        put(key, 0, key.length, value, deadlineMs);
    }

    // ---- keeping what a moment held ----------------------------------------------------------

    /**
     * Keeps what the store holds at this moment: each key is given to the keeper once, by
     * {@link #sweep} or, when it is about to change, before that.
     */
    public void keep(Keeper with) {
        keeper = with;
        keeperIndex = index;
        swept = 0;
    }

    /** Gives the keeper the keys of the next part; false when it has them all. */
    public boolean sweep() {
        if (keeper == null) {
            return false;
        }
        swept = (frozen == null ? table : frozen).sweep(swept, this::swept);
        if (swept >= MovingTable.SWEPT) {
            keeper = null;
            frozen = null;
        }
        return keeper != null;
    }

    private boolean swept(long record) {
        return swept(frozen == null ? records() : frozen.records(), record);
    }

    private boolean swept(Records in, long record) {
        boolean timed = in.isTimed(record);
        if (!timed || in.atMs(record) > nowMs) {
            keeper.keep(keeperIndex, in.key(record), in.lasting(record),
                timed ? in.atMs(record) : NEVER);
        }
        return true;
    }

    /** Says that the value of a key is about to be changed in place. */
    public void changing(byte[] bytes, int from, int length) {
        if (keeper != null) {
            int place = table.find(hash(bytes, from, length), bytes, from, length);
            if (place != MovingTable.NONE) {
                changing(place);
            }
        }
    }

    private void changing(int place) {
        if (frozen == null && !table.isMarked(place) && table.orderOf(place) >= swept) {
            swept(records(), table.address(place));
            table.mark(place);
        }
    }

    /**
     * Says that the value that was looked up of a key has been changed. A value without elements goes.
     *
     * @param hash        the {@link #hash} of the key
     * @param bytesBefore the value's {@link Value#memoryBytes} before the change
     */
    public void edited(
            int hash, byte[] bytes, int from, int length, Value value, long bytesBefore) {
        if (value.isKept()) {
            objectBytes += value.memoryBytes() - bytesBefore;
        } else if (value.size() > 0) {
            int place = table.find(hash, bytes, from, length);
            long old = table.address(place);
            long record = replaced(place, old, records().set(old, value), KEEP);
            objectBytes += records().isObject(record) ? value.memoryBytes() : 0;
        }
        if (value.size() == 0) {
            remove(bytes, from, length);
        } else {
            changed(bytes, from, length, value);
        }
    }

    /** Says that a value takes more bytes than before, or fewer, though its elements are the same. */
    public void resized(long bytesMore) {
        objectBytes += bytesMore;
    }

    /**
     * Sets or clears the deadline of a key.
     *
     * @param deadlineMs Unix time in milliseconds, or {@link #NEVER}
     * @return false when there is no such key
     */
    public boolean expire(byte[] bytes, int from, int length, long deadlineMs) {
        int place = use(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE) {
            return false;
        }
        if (keeper != null) {
            changing(place);
        }
        changed(bytes, from, length, deadline(place, table.address(place), deadlineMs));
        return true;
    }

    /** Sets or clears the deadline of a record; answers where it lies now. */
    private long deadline(int place, long record, long deadlineMs) {
        boolean timed = records().isTimed(record);
        if (timed) {
            wheel.remove(record);
            expiring--;
        }
        long moved = record;
        if (timed != deadlineMs > NEVER) {
            moved = records().timed(record, !timed);
            table.address(place, moved);
        }
        if (deadlineMs > NEVER) {
            link(moved, deadlineMs);
        }
        return moved;
    }

    private void link(long record, long deadlineMs) {
        records().atMs(record, deadlineMs);
        wheel.add(record);
        expiring++;
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(byte[] bytes, int from, int length) {
        int place = use(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE) {
            return false;
        }
        if (keeper != null) {
            changing(place);
        }
        removeAt(place);
        changed(bytes, from, length, Records.NONE);
        return true;
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(byte[] key) {
        return remove(key, 0, key.length);
    }

    private void removeAt(int place) {
        long record = table.address(place);
        if (records().isTimed(record)) {
            wheel.remove(record);
            expiring--;
        }
        if (records().isObject(record)) {
            objectBytes -= ((Value) records().object(record)).memoryBytes();
        }
        table.remove(place);
    }

    /**
     * Ends keys whose deadline passed.
     *
     * @param keysMax how many keys to look at in this call
     * @return true when none is left, false when the portion was used up
     */
    public boolean expireDue(int keysMax) {
        for (int i = 0; i < keysMax; i++) {
            long record = wheel.due(nowMs);
            if (record == Records.NONE) {
                return true;
            }
            if (records().atMs(record) > nowMs) {
                wheel.remove(record);
                wheel.add(record);
            } else {
                int length = records().showKey(record, shown);
                end(table.find(hash(shown.bytes(), shown.from(), length), record), record);
            }
        }
        return false;
    }

    /**
     * Moves keys out of memory that is mostly free, so that it can be given back.
     *
     * @param keysMax how many keys to move in this call
     * @return true when none is left to be moved for now, false when the portion was used up
     */
    boolean compact(int keysMax) {
        if (!records().isSparse()) {
            return true;
        }
        for (int i = 0; i < keysMax; i++) {
            long record = records().toMove();
            if (record == Records.NONE) {
                return true;
            }
            int length = records().showKey(record, shown);
            int place = table.find(hash(shown.bytes(), shown.from(), length), record);
            long moved = records().move(record);
            table.address(place, moved);
            if (records().isTimed(moved)) {
                wheel.moved(moved);
            }
        }
        return false;
    }

    /** Bytes of the heap that keys and strings keep, with what is free among them. */
    long heldBytes() {
        return records().heldBytes();
    }

    /** Number of keys, with those whose deadline passed unseen. */
    public int size() {
        return table.count();
    }

    /** Number of keys that have a deadline. */
    public int expiringCount() {
        return expiring;
    }

    /** Heap bytes held by keys, values and tables, estimated. */
    public long memoryBytes() {
        return objectBytes + table.memoryBytes() + TimingWheel.MEMORY_BYTES;
    }

    /** Forgets every key, without telling the listener. */
    public void clear() {
        if (keeper != null && frozen == null) {
            frozen = table.detach();
        }
        table.clear();
        wheel = new TimingWheel(records(), nowMs);
        expiring = 0;
        objectBytes = 0;
        if (listener != null) {
            listener.cleared(this);
        }
    }

    /** Shows every key that has not ended to the visitor, which must not change the store. */
    public void forEach(KeyVisitor visitor) {
        table.forEach(record -> show(record, visitor));
    }

    private boolean show(long record, KeyVisitor visitor) {
        if (isOver(record)) {
            return false;
        }
        visitor.visit(records().key(record), records().kind(record));
        return true;
    }

    /**
     * Shows the keys of the next part of the table. Starting from 0 and going on with each answer
     * until it is 0 again shows every key that is there throughout at least once, whatever the
     * table does between the calls.
     *
     * @param cursor  0, or the answer of the call before
     * @param keysMin how many keys to show at least, if there are so many
     * @return where to go on, 0 at the end
     */
    public long scan(long cursor, int keysMin, KeyVisitor visitor) {
        return table.scan(cursor, keysMin, record -> show(record, visitor));
    }

    /** A key chosen evenly among all, or null when there is none. */
    public byte[] randomKey() {
        while (size() > 0) {
            byte[] key = keyAt(table.random());
            if (use(hash(key, 0, key.length), key, 0, key.length) != MovingTable.NONE) {
                return key;
            }
        }
        return null;
    }
}
