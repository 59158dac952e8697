package dev.socketley.engine.cache.store;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
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
    private static final int CAPACITY_MAX = 1 << 30;
    private static final int SLOTS_PER_STEP = 8;
    private static final int SHRINK_BELOW = 8;
    private static final int SHRINK_AT_MOST = 16;

    private final SipHash hasher;
    private final Consumer<byte[]> onExpired;
    private TimingWheel wheel;
    private final SplittableRandom random = new SplittableRandom();

    private Table table = new Table(CAPACITY_MIN);
    /** The table being emptied into {@link #table}; null when nothing is being moved. */
    private Table old;
    private int moveAt;
    private int movedSlots;
    private int slotsPerStep;

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
        this.hasher = hasher;
        wheel = new TimingWheel(nowMs);
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
        int hash = hash(bytes, from, length);
        if (old != null) {
            step();
        }
        Table in = table;
        int slot = in.find(hash, bytes, from, length);
        if (slot < 0) {
            if (old == null) {
                return null;
            }
            in = old;
            slot = in.find(hash, bytes, from, length);
            if (slot < 0) {
                return null;
            }
        }
        Object cell = in.value(slot);
        if (cell instanceof Expiring node) {
            return node.atMs > nowMs ? node.value : expireAt(in, slot, node);
        }
        return cell;
    }

    private Object expireAt(Table in, int slot, Expiring node) {
        removeSlot(in, slot, node);
        onExpired.accept(node.key);
        return null;
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
        int hash = hash(bytes, from, length);
        int slot = table.find(hash, bytes, from, length);
        if (slot >= 0) {
            return table.value(slot);
        }
        return old.value(old.find(hash, bytes, from, length));
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
        if (old != null) {
            step();
        }
        Table in = table;
        int slot = in.find(hash, bytes, from, length);
        if (slot < 0 && old != null) {
            in = old;
            slot = in.find(hash, bytes, from, length);
        }
        if (slot < 0) {
            insert(hash, Arrays.copyOfRange(bytes, from, from + length), value, deadlineMs);
        } else {
            replace(in, slot, value, deadlineMs);
        }
    }

    /** Sets a key; see {@link #put(byte[], int, int, Object, long)}. */
    public void put(byte[] key, Object value, long deadlineMs) {
        put(key, 0, key.length, value, deadlineMs);
    }

    private void insert(int hash, byte[] key, Object value, long deadlineMs) {
        if (old == null && table.count >= limit(table)) {
            beginMove(table.capacity << 1);
        }
        Object cell = value;
        if (deadlineMs > NEVER) {
            cell = link(new Expiring(key, value, deadlineMs));
        }
        dataBytes += Sizes.array(key.length) + ValueKind.memoryBytes(value);
        table.insert(hash, key, cell);
    }

    private void replace(Table in, int slot, Object value, long deadlineMs) {
        Object cell = in.value(slot);
        if (cell instanceof Expiring node) {
            dataBytes += ValueKind.memoryBytes(value) - ValueKind.memoryBytes(node.value);
            node.value = value;
            if (deadlineMs != KEEP || node.atMs <= nowMs) {
                endIfDue(node);
                setDeadline(in, slot, node, Math.max(deadlineMs, NEVER));
            }
            return;
        }
        dataBytes += ValueKind.memoryBytes(value) - ValueKind.memoryBytes(cell);
        in.setValue(slot, deadlineMs > NEVER
            ? link(new Expiring(in.key(slot), value, deadlineMs)) : value);
    }

    /** A key that is overwritten after its deadline has ended all the same. */
    private void endIfDue(Expiring node) {
        if (node.atMs <= nowMs) {
            onExpired.accept(node.key);
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
        int hash = hash(bytes, from, length);
        Table in = table;
        int slot = in.find(hash, bytes, from, length);
        if (slot < 0) {
            in = old;
            slot = in.find(hash, bytes, from, length);
        }
        Object cell = in.value(slot);
        if (cell instanceof Expiring node) {
            setDeadline(in, slot, node, deadlineMs);
        } else if (deadlineMs != NEVER) {
            in.setValue(slot, link(new Expiring(in.key(slot), cell, deadlineMs)));
        }
        return true;
    }

    private Expiring link(Expiring node) {
        wheel.add(node);
        expiring++;
        return node;
    }

    private void setDeadline(Table in, int slot, Expiring node, long deadlineMs) {
        wheel.remove(node);
        if (deadlineMs == NEVER) {
            expiring--;
            in.setValue(slot, node.value);
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
        int hash = hash(bytes, from, length);
        int slot = table.find(hash, bytes, from, length);
        if (slot >= 0) {
            removeSlot(table, slot, table.value(slot));
        } else {
            slot = old.find(hash, bytes, from, length);
            removeSlot(old, slot, old.value(slot));
        }
        return true;
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(byte[] key) {
        return remove(key, 0, key.length);
    }

    private void removeSlot(Table in, int slot, Object cell) {
        Object value = cell;
        if (cell instanceof Expiring node) {
            if (node.slot != Expiring.UNLINKED) {
                wheel.remove(node);
            }
            expiring--;
            value = node.value;
        }
        dataBytes -= Sizes.array(in.key(slot).length) + ValueKind.memoryBytes(value);
        in.remove(slot);
        if (old == null && table.capacity > CAPACITY_MIN
                && table.count < table.capacity / SHRINK_BELOW) {
            int fitting = Integer.highestOneBit(Math.max(table.count, CAPACITY_MIN / 4)) << 2;
            beginMove(Math.max(fitting, table.capacity / SHRINK_AT_MOST));
        }
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
            int hash = hash(key, 0, key.length);
            int slot = table.find(hash, key, 0, key.length);
            if (slot >= 0) {
                removeSlot(table, slot, node);
            } else {
                removeSlot(old, old.find(hash, key, 0, key.length), node);
            }
            onExpired.accept(key);
        }
        return false;
    }

    /** Number of keys, with those whose deadline passed unseen. */
    public int size() {
        return table.count + (old == null ? 0 : old.count);
    }

    /** Number of keys that have a deadline. */
    public int expiringCount() {
        return expiring;
    }

    /** Heap bytes held by keys, values and tables, estimated. */
    public long memoryBytes() {
        return dataBytes + expiring * Sizes.EXPIRING + table.memoryBytes()
            + (old == null ? 0 : old.memoryBytes());
    }

    /** Forgets every key, without telling the listener. */
    public void clear() {
        table = new Table(CAPACITY_MIN);
        old = null;
        wheel = new TimingWheel(nowMs);
        expiring = 0;
        dataBytes = 0;
    }

    /** Shows every key that has not ended to the visitor, which must not change the store. */
    public void forEach(KeyVisitor visitor) {
        forEach(table, visitor);
        if (old != null) {
            forEach(old, visitor);
        }
    }

    private void forEach(Table in, KeyVisitor visitor) {
        for (int slot = 0; slot < in.capacity; slot++) {
            if (in.hashAt(slot) != 0) {
                show(in, slot, visitor);
            }
        }
    }

    private boolean show(Table in, int slot, KeyVisitor visitor) {
        Object cell = in.value(slot);
        if (cell instanceof Expiring node) {
            if (node.atMs <= nowMs) {
                return false;
            }
            cell = node.value;
        }
        visitor.visit(in.key(slot), cell);
        return true;
    }

    /**
     * Shows the keys of the next part of the table. Starting from 0 and going on with each answer
     * until it is 0 again shows every key that is there throughout at least once, whatever the
     * table does between the calls: the cursor counts with its bits reversed, so that the homes a
     * cursor has passed stay passed in a table of another size.
     *
     * @param cursor  0, or the answer of the call before
     * @param keysMin how many keys to show at least, if there are so many
     * @return where to go on, 0 at the end
     */
    public long scan(long cursor, int keysMin, KeyVisitor visitor) {
        Counting counting = new Counting(visitor);
        long homesLeft = Math.max(10L * keysMin, 10);
        long at = cursor;
        do {
            at = scanHome(at, counting);
        } while (at != 0 && counting.shown < keysMin && --homesLeft > 0);
        return at;
    }

    private long scanHome(long cursor, KeyVisitor visitor) {
        if (old == null) {
            showHome(table, (int) cursor & table.mask, visitor);
            return nextHome(cursor, table.mask);
        }
        Table small = old.capacity < table.capacity ? old : table;
        Table large = small == old ? table : old;
        long at = cursor;
        showHome(small, (int) at & small.mask, visitor);
        do {
            showHome(large, (int) at & large.mask, visitor);
            at = nextHome(at, large.mask);
        } while ((at & (small.mask ^ large.mask)) != 0);
        return at;
    }

    private static long nextHome(long cursor, int mask) {
        return Long.reverse(Long.reverse(cursor | ~(long) mask) + 1);
    }

    private void showHome(Table in, int home, KeyVisitor visitor) {
        int slot = home;
        for (int hash = in.hashAt(slot); hash != 0; hash = in.hashAt(slot)) {
            if ((hash & in.mask) == home) {
                show(in, slot, visitor);
            }
            slot = (slot + 1) & in.mask;
        }
    }

    private static final class Counting implements KeyVisitor {
        private final KeyVisitor to;
        private int shown;

        Counting(KeyVisitor to) {
            this.to = to;
        }

        @Override
        public void visit(byte[] key, Object value) {
            shown++;
            to.visit(key, value);
        }
    }

    /** A key chosen evenly among all, or null when there is none. */
    public byte[] randomKey() {
        while (size() > 0) {
            int slots = table.capacity + (old == null ? 0 : old.capacity);
            int slot = random.nextInt(slots);
            Table in = table;
            if (slot >= table.capacity) {
                slot -= table.capacity;
                in = old;
            }
            if (in.hashAt(slot) == 0) {
                continue;
            }
            byte[] key = in.key(slot);
            if (get(key) != null) {
                return key;
            }
        }
        return null;
    }

    private int hash(byte[] bytes, int from, int length) {
        return Table.slotHash(hasher.hash(bytes, from, length));
    }

    private static int limit(Table table) {
        return table.capacity - (table.capacity >> 2);
    }

    private void beginMove(int capacity) {
        if (capacity == table.capacity || capacity > CAPACITY_MAX) {
            return;
        }
        old = table;
        table = new Table(capacity);
        moveAt = 0;
        while (old.hashAt(moveAt) != 0) {
            moveAt++;
        }
        movedSlots = 0;
        // Enough with each operation that the move ends before the new table can be full.
        int room = Math.max(limit(table) - old.count, 1);
        slotsPerStep = Math.max(SLOTS_PER_STEP, old.capacity / room + 1);
    }

    /** Moves a few slots, and on to the end of a run, so that no probe in the old table breaks. */
    private void step() {
        int budget = slotsPerStep;
        while (movedSlots < old.capacity && old.count > 0) {
            int hash = old.hashAt(moveAt);
            if (hash == 0 && budget <= 0) {
                return;
            }
            if (hash != 0) {
                table.insert(hash, old.key(moveAt), old.value(moveAt));
                old.empty(moveAt);
                old.count--;
            }
            moveAt = (moveAt + 1) & old.mask;
            movedSlots++;
            budget--;
            if (movedSlots >= old.capacity || movedSlots > Table.SEGMENT) {
                old.releaseBefore(moveAt);
            }
        }
        old = null;
    }
}
