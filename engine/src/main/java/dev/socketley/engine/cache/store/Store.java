package dev.socketley.engine.cache.store;

import java.util.Arrays;
import java.util.Objects;
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
    private Consumer<byte[]> onExpired;
    private TimingWheel wheel;
    private KeyListener listener;
    private Keeper keeper;
    private int keeperIndex;
    private long swept;
    /** What is being swept since the store was cleared, or null. */
    private MovingTable frozen;
    private int index;
    private Usage usage = Usage.NONE;

    private long nowMs;
    private int expiring;
    private long dataBytes;

    /**
     * @param nowMs     Unix time in milliseconds
     * @param onExpired told each key that ended at its deadline, from inside the operation that
     *                  found it; it must not call the store
     */
    public Store(long nowMs, Consumer<byte[]> onExpired) {
        this(nowMs, onExpired, SipHash.random());
    }

    Store(long nowMs, Consumer<byte[]> onExpired, SipHash hasher) {
        this.nowMs = nowMs;
        this.onExpired = onExpired;
        table = new MovingTable(hasher, CAPACITY_MIN);
        wheel = new TimingWheel(nowMs);
    }

    /** Its number among the databases of a cache. */
    public int index() {
        return index;
    }

    void index(int given) {
        index = given;
    }

    /** @param told each key that ended at its deadline */
    void onExpired(Consumer<byte[]> told) {
        onExpired = told;
    }

    /** @param hears of every change, or null */
    void listener(KeyListener hears) {
        listener = hears;
    }

    /** Sets the time that every following operation uses, Unix time in milliseconds. */
    public void now(long ms) {
        nowMs = ms;
    }

    /** The time that operations use, Unix time in milliseconds. */
    public long now() {
        return nowMs;
    }

    /** The value of a key, or null. */
    public Object get(byte[] bytes, int from, int length) {
        int place = table.stepAndFind(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE) {
            return null;
        }
        Object cell = table.value(place);
        if (cell instanceof Expiring node) {
            if (node.atMs <= nowMs) {
                return expireAt(place, node);
            }
            cell = node.value;
        }
        if (usage != Usage.NONE) {
            table.stamp(place, usage.next(table.stamp(place), nowMs));
        }
        return cell;
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
            && !(table.value(place) instanceof Expiring) ? MovingTable.NONE : place;
    }

    byte[] keyAt(int place) {
        return table.key(place);
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
        Object cell = place == MovingTable.NONE ? null : table.value(place);
        if (cell instanceof Expiring node) {
            return node.atMs <= nowMs ? null : node.value;
        }
        return cell;
    }

    /** Heap bytes that a key, its value and deadline take, or -1 when there is none. */
    public long memoryBytes(byte[] bytes, int from, int length) {
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        if (place == MovingTable.NONE) {
            return -1;
        }
        Object cell = table.value(place);
        boolean expires = cell instanceof Expiring;
        if (expires && ((Expiring) cell).atMs <= nowMs) {
            return -1;
        }
        return Sizes.array(length) + 2L * Sizes.REFERENCE + (expires ? Sizes.EXPIRING : 0)
            + ValueKind.memoryBytes(expires ? ((Expiring) cell).value : cell);
    }

    /** One of the keys whose deadlines come first, or null when none has a deadline. */
    Expiring soonest() {
        return wheel.first();
    }

    private Object expireAt(int place, Expiring node) {
        removeAt(place, node);
        expired(node.key, node.value);
        return null;
    }

    private void expired(byte[] key, Object value) {
        onExpired.accept(key);
        if (listener != null) {
            listener.expired(this, key, value);
        }
    }

    private void changed(byte[] bytes, int from, int length, Object value) {
        if (listener != null) {
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
        if (get(bytes, from, length) == null) {
            return MISSING;
        }
        return cell(bytes, from, length) instanceof Expiring node ? node.atMs : NEVER;
    }

    private Object cell(byte[] bytes, int from, int length) {
        return table.value(table.find(hash(bytes, from, length), bytes, from, length));
    }

    /**
     * Sets a key.
     *
     * @param value      kept, not copied
     * @param deadlineMs Unix time in milliseconds, {@link #NEVER} or {@link #KEEP}
     */
    public void put(byte[] bytes, int from, int length, Object value, long deadlineMs) {
        Objects.requireNonNull(value);
        int hash = hash(bytes, from, length);
        int place = table.stepAndFind(hash, bytes, from, length);
        if (place == MovingTable.NONE) {
            insert(hash, Arrays.copyOfRange(bytes, from, from + length), value, deadlineMs);
        } else {
            replace(place, value, deadlineMs);
        }
        changed(bytes, from, length, value);
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

    private boolean swept(byte[] key, Object cell) {
        if (!(cell instanceof Expiring node)) {
            keeper.keep(keeperIndex, key, cell, NEVER);
        } else if (node.atMs > nowMs) {
            keeper.keep(keeperIndex, key, node.value, node.atMs);
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
            swept(table.key(place), table.value(place));
            table.mark(place);
        }
    }

    /** A key that comes while others are kept is none of them. */
    private int marked(int hash) {
        return keeper != null && frozen == null && MovingTable.order(hash) >= swept
            ? hash | Table.MARK : hash;
    }

    private void insert(int hash, byte[] key, Object value, long deadlineMs) {
        Object cell = value;
        if (deadlineMs > NEVER) {
            cell = link(new Expiring(key, value, deadlineMs));
        }
        dataBytes += Sizes.array(key.length) + ValueKind.memoryBytes(value);
        int place = table.insert(marked(hash), key, cell);
        if (usage != Usage.NONE) {
            table.stamp(place, usage.first(nowMs));
        }
    }

    private void replace(int place, Object value, long deadlineMs) {
        if (keeper != null) {
            changing(place);
        }
        if (usage != Usage.NONE) {
            table.stamp(place, usage.next(table.stamp(place), nowMs));
        }
        Object cell = table.value(place);
        if (cell instanceof Expiring node) {
            dataBytes += ValueKind.memoryBytes(value) - ValueKind.memoryBytes(node.value);
            endIfDue(node);
            node.value = value;
            if (deadlineMs != KEEP || node.atMs <= nowMs) {
                setDeadline(place, node, Math.max(deadlineMs, NEVER));
            }
            return;
        }
        dataBytes += ValueKind.memoryBytes(value) - ValueKind.memoryBytes(cell);
        table.setValue(place, deadlineMs > NEVER
            ? link(new Expiring(table.key(place), value, deadlineMs)) : value);
    }

    /** A key that is overwritten after its deadline has ended all the same. */
    private void endIfDue(Expiring node) {
        if (node.atMs <= nowMs) {
            expired(node.key, node.value);
        }
    }

    /**
     * Says that the value of a key was changed in place. A value without elements goes.
     *
     * @param value       the key's value
     * @param bytesBefore its {@link Value#memoryBytes} before the change
     */
    public void edited(byte[] bytes, int from, int length, Value value, long bytesBefore) {
        dataBytes += value.memoryBytes() - bytesBefore;
        if (value.size() == 0) {
            remove(bytes, from, length);
        } else {
            changed(bytes, from, length, value);
        }
    }

    /**
     * Sets or clears the deadline of a key.
     *
     * @param deadlineMs Unix time in milliseconds, or {@link #NEVER}
     * @return false when there is no such key
     */
    public boolean expire(byte[] bytes, int from, int length, long deadlineMs) {
        if (get(bytes, from, length) == null) {
            return false;
        }
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        if (keeper != null) {
            changing(place);
        }
        Object cell = table.value(place);
        Object value = cell;
        if (cell instanceof Expiring node) {
            value = node.value;
            setDeadline(place, node, deadlineMs);
        } else if (deadlineMs != NEVER) {
            table.setValue(place, link(new Expiring(table.key(place), cell, deadlineMs)));
        }
        changed(bytes, from, length, value);
        return true;
    }

    private Expiring link(Expiring node) {
        wheel.add(node);
        expiring++;
        return node;
    }

    private void setDeadline(int place, Expiring node, long deadlineMs) {
        wheel.remove(node);
        if (deadlineMs == NEVER) {
            expiring--;
            table.setValue(place, node.value);
        } else {
            node.atMs = deadlineMs;
            wheel.add(node);
        }
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(byte[] bytes, int from, int length) {
        if (get(bytes, from, length) == null) {
            return false;
        }
        int place = table.find(hash(bytes, from, length), bytes, from, length);
        if (keeper != null) {
            changing(place);
        }
        removeAt(place, table.value(place));
        changed(bytes, from, length, null);
        return true;
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(byte[] key) {
        return remove(key, 0, key.length);
    }

    private void removeAt(int place, Object cell) {
        Object value = cell;
        if (cell instanceof Expiring node) {
            if (node.slot != Expiring.UNLINKED) {
                wheel.remove(node);
            }
            expiring--;
            value = node.value;
        }
        dataBytes -= Sizes.array(table.key(place).length) + ValueKind.memoryBytes(value);
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
            Expiring node = wheel.poll(nowMs);
            if (node == null) {
                return true;
            }
            if (node.atMs > nowMs) {
                wheel.add(node);
                continue;
            }
            byte[] key = node.key;
            removeAt(table.find(hash(key, 0, key.length), key, 0, key.length), node);
            expired(key, node.value);
        }
        return false;
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
        return dataBytes + expiring * Sizes.EXPIRING + table.memoryBytes();
    }

    /** Forgets every key, without telling the listener. */
    public void clear() {
        if (keeper != null && frozen == null) {
            frozen = table.detach();
        }
        table.clear();
        wheel = new TimingWheel(nowMs);
        expiring = 0;
        dataBytes = 0;
        if (listener != null) {
            listener.cleared(this);
        }
    }

    /** Shows every key that has not ended to the visitor, which must not change the store. */
    public void forEach(KeyVisitor visitor) {
        table.forEach((key, cell) -> show(key, cell, visitor));
    }

    private boolean show(byte[] key, Object cell, KeyVisitor visitor) {
        Object value = cell;
        if (cell instanceof Expiring node) {
            if (node.atMs <= nowMs) {
                return false;
            }
            value = node.value;
        }
        visitor.visit(key, value);
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
        return table.scan(cursor, keysMin, (key, cell) -> show(key, cell, visitor));
    }

    /** A key chosen evenly among all, or null when there is none. */
    public byte[] randomKey() {
        while (size() > 0) {
            byte[] key = table.key(table.random());
            if (get(key) != null) {
                return key;
            }
        }
        return null;
    }

    private int hash(byte[] bytes, int from, int length) {
        return table.hash(bytes, from, length);
    }
}
