package dev.socketley.engine.cache.store;

import java.util.SplittableRandom;

/**
 * A hash table of {@link Records} by their keys that grows and shrinks by moving a few slots with every
 * operation, so that no operation takes long. An entry is found once and then named by its place,
 * which is valid until the next operation that may move entries.
 *
 * <p>Thread: one owner.
 */
final class MovingTable {
    /** The place of a key that is not there. */
    static final int NONE = -1;

    private static final int CAPACITY_MAX = Table.HASH + 1;
    private static final int SLOTS_PER_STEP = 8;
    private static final int SHRINK_BELOW = 8;
    private static final int SHRINK_AT_MOST = 16;
    static final SplittableRandom RANDOM = new SplittableRandom();

    /** Where {@link #sweep} ends. */
    static final long SWEPT = 1L << 32;

    /** Takes records. */
    @FunctionalInterface
    interface Visitor {
        /** Whether the record counts as shown. */
        boolean visit(long address);
    }

    private final SipHash hasher;
    private final int capacityMin;
    /** What hashes are multiplied by, which is odd. */
    private final int spread;
    private Records records = new Records();
    private Table table;
    /** The table being emptied into {@link #table}; null when nothing is being moved. */
    private Table old;
    private int moveFrom;
    private int moveAt;
    private int movedSlots;
    private int slotsPerStep;

    /** A table whose keys are hashed by its user. */
    MovingTable(SipHash hasher, int capacityMin) {
        this(hasher, capacityMin, 1);
    }

    private MovingTable(SipHash hasher, int capacityMin, int spread) {
        this.hasher = hasher;
        this.capacityMin = capacityMin;
        this.spread = spread;
        table = new Table(capacityMin, records);
    }

    /**
     * A table with an order of its own for the keys that it hashes. Were the order the same in all,
     * what is read from one and written into another, which begins small, would fill that in one
     * place, and each insertion would pass over all before it.
     */
    static MovingTable ofElements(int capacityMin) {
        return new MovingTable(SipHash.ELEMENTS, capacityMin, RANDOM.nextInt() | 1);
    }

    /** What the places lead to. */
    Records records() {
        return records;
    }

    int hash(byte[] bytes, int from, int length) {
        return Table.slotHash(hasher.hash(bytes, from, length) * spread);
    }

    /** Moves on, if entries are being moved; then finds a key: its place, or {@link #NONE}. */
    int stepAndFind(int hash, byte[] bytes, int from, int length) {
        if (old == null) {
            return table.find(hash, bytes, from, length);
        }
        step();
        return find(hash, bytes, from, length);
    }

    /** Finds a key: its place, or {@link #NONE}. Moves nothing. */
    int find(int hash, byte[] bytes, int from, int length) {
        if (old == null || hasMoved(hash)) {
            return table.find(hash, bytes, from, length);
        }
        int slot = old.find(hash, bytes, from, length);
        return slot < 0 ? NONE : -2 - slot;
    }

    /** The place of a record that is there. */
    int find(int hash, long address) {
        return old == null || hasMoved(hash) ? table.find(hash, address)
            : -2 - old.find(hash, address);
    }

    /**
     * Whether entries of a hash, while they are being moved, are in the new table already. New ones go
     * where the others are: so the new table takes its memory little by little, as it is filled in order.
     */
    private boolean hasMoved(int hash) {
        return ((hash & old.mask) - moveFrom & old.mask) < movedSlots;
    }

    /** Reads where hashes lead to; see {@link Store#touch}. */
    long touch(int[] hashes, int count) {
        return table.touch(hashes, spread, count)
            + (old == null ? 0 : old.touch(hashes, spread, count));
    }

    /** The record at a place. */
    long address(int place) {
        return place >= 0 ? table.address(place) : old.address(-2 - place);
    }

    /** The record at a place lies elsewhere now. */
    void address(int place, long address) {
        if (place >= 0) {
            table.address(place, address);
        } else {
            old.address(-2 - place, address);
        }
    }

    /** Adds a record whose key is known to be absent; answers its place. */
    int insert(int hash, boolean marked, long address) {
        if (old == null && table.count >= limit(table)) {
            beginMove(table.capacity << 1);
        }
        return old == null || hasMoved(hash) ? table.insert(hash, marked, address)
            : -2 - old.insert(hash, marked, address);
    }

    /** Begins or ends to keep a stamp with each entry. */
    void stamps(boolean kept) {
        if (kept) {
            table.keepStamps();
        } else {
            table.dropStamps();
        }
        if (old != null && kept) {
            old.keepStamps();
        } else if (old != null) {
            old.dropStamps();
        }
    }

    int stamp(int place) {
        return place >= 0 ? table.stampAt(place) : old.stampAt(-2 - place);
    }

    void stamp(int place, int stamp) {
        if (place >= 0) {
            table.stamp(place, stamp);
        } else {
            old.stamp(-2 - place, stamp);
        }
    }

    /** Removes a record from the table and from memory. */
    void remove(int place) {
        records.remove(address(place));
        if (place >= 0) {
            table.remove(place);
        } else {
            old.remove(-2 - place);
        }
        if (old == null && table.capacity > capacityMin
                && table.count < table.capacity / SHRINK_BELOW) {
            int fitting = Integer.highestOneBit(Math.max(table.count, capacityMin / 4)) << 2;
            beginMove(Math.max(fitting, table.capacity / SHRINK_AT_MOST));
        }
    }

    int count() {
        return table.count + (old == null ? 0 : old.count);
    }

    /** Heap bytes of slots and records, without those of objects. */
    long memoryBytes() {
        return records.memoryBytes() + table.memoryBytes() + (old == null ? 0 : old.memoryBytes());
    }

    void clear() {
        boolean stamped = table.hasStamps();
        records = new Records();
        table = new Table(capacityMin, records);
        if (stamped) {
            table.keepStamps();
        }
        old = null;
    }

    void forEach(Visitor visitor) {
        forEach(table, visitor);
        if (old != null) {
            forEach(old, visitor);
        }
    }

    private static void forEach(Table in, Visitor visitor) {
        for (int slot = 0; slot < in.capacity; slot++) {
            if (in.isUsed(slot)) {
                visitor.visit(in.address(slot));
            }
        }
    }

    /** Moves on, if entries are being moved; then as {@link #random}. */
    int stepAndRandom() {
        if (old != null) {
            step();
        }
        return random();
    }

    /** The place of an entry in a slot chosen evenly among all, or {@link #NONE}. */
    int probe() {
        int slots = table.capacity + (old == null ? 0 : old.capacity);
        int slot = RANDOM.nextInt(slots);
        if (slot < table.capacity) {
            return table.isUsed(slot) ? slot : NONE;
        }
        return old.isUsed(slot - table.capacity) ? -2 - (slot - table.capacity) : NONE;
    }

    /** The place of an entry chosen evenly among all; there must be one. */
    int random() {
        int slots = table.capacity + (old == null ? 0 : old.capacity);
        while (true) {
            int slot = RANDOM.nextInt(slots);
            if (slot < table.capacity) {
                if (table.isUsed(slot)) {
                    return slot;
                }
            } else if (old.isUsed(slot - table.capacity)) {
                return -2 - (slot - table.capacity);
            }
        }
    }

    /**
     * Shows the entries of the next part. Starting from 0 and going on with each answer until it is
     * 0 again shows every entry that is there throughout at least once, whatever the table does
     * between the calls: the cursor counts with its bits reversed, so that the homes a cursor has
     * passed stay passed in a table of another size.
     */
    long scan(long cursor, int atLeast, Visitor visitor) {
        Counting counting = new Counting(visitor);
        long homesLeft = Math.max(10L * atLeast, 10);
        long at = cursor;
        do {
            at = scanHome(at, counting);
        } while (at != 0 && counting.shown < atLeast && --homesLeft > 0);
        return at;
    }

    private long scanHome(long cursor, Visitor visitor) {
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

    private static void showHome(Table in, int home, Visitor visitor) {
        for (int slot = home; in.isUsed(slot); slot = (slot + 1) & in.mask) {
            if ((in.hashAt(slot) & in.mask) == home) {
                visitor.visit(in.address(slot));
            }
        }
    }

    private static final class Counting implements Visitor {
        private final Visitor to;
        private int shown;

        Counting(Visitor to) {
            this.to = to;
        }

        @Override
        public boolean visit(long address) {
            boolean counts = to.visit(address);
            shown += counts ? 1 : 0;
            return counts;
        }
    }

    // ---- sweeping ---------------------------------------------------------------------------

    /**
     * Where a hash lies in the order of {@link #sweep}, 0 to {@link #SWEPT}: that of
     * {@link #scan}, which stays the same whatever size the table has.
     */
    static long order(int hash) {
        return Integer.toUnsignedLong(Integer.reverse(hash));
    }

    /** Where an entry lies in the order of {@link #sweep}. */
    long orderOf(int place) {
        return order(place >= 0 ? table.hashAt(place) : old.hashAt(-2 - place));
    }

    boolean isMarked(int place) {
        return place >= 0 ? table.isMarked(place) : old.isMarked(-2 - place);
    }

    void mark(int place) {
        if (place >= 0) {
            table.mark(place, true);
        } else {
            old.mark(-2 - place, true);
        }
    }

    /**
     * Shows the entries of the next part that are not marked, each once, and takes the marks away.
     *
     * @param from 0, or the answer of the call before
     * @return where to go on, {@link #SWEPT} at the end
     */
    long sweep(long from, Visitor visitor) {
        Table small = old != null && old.capacity < table.capacity ? old : table;
        int home = Integer.reverse((int) from) & small.mask;
        long start = Integer.toUnsignedLong(Integer.reverse(home));
        long end = start + SWEPT / small.capacity;
        sweepHome(small, home, from, visitor);
        if (old != null) {
            Table large = small == old ? table : old;
            for (long at = start; at < end; at += SWEPT / large.capacity) {
                sweepHome(large, Integer.reverse((int) at) & large.mask, from, visitor);
            }
        }
        return end;
    }

    private static void sweepHome(Table in, int home, long from, Visitor visitor) {
        for (int slot = home; in.isUsed(slot); slot = (slot + 1) & in.mask) {
            int hash = in.hashAt(slot);
            if ((hash & in.mask) == home && order(hash) >= from) {
                if (in.isMarked(slot)) {
                    in.mark(slot, false);
                } else {
                    visitor.visit(in.address(slot));
                }
            }
        }
    }

    /** The entries as they are now, in a table of their own; this one is left empty. */
    MovingTable detach() {
        MovingTable all = new MovingTable(hasher, capacityMin, spread);
        all.records = records;
        all.table = table;
        all.old = old;
        all.moveFrom = moveFrom;
        all.movedSlots = movedSlots;
        clear();
        return all;
    }

    private static int limit(Table table) {
        return table.capacity - (table.capacity >> 2);
    }

    private void beginMove(int capacity) {
        if (capacity == table.capacity || capacity > CAPACITY_MAX) {
            return;
        }
        old = table;
        table = new Table(capacity, records);
        if (old.hasStamps()) {
            table.keepStamps();
        }
        moveFrom = 0;
        while (old.isUsed(moveFrom)) {
            moveFrom++;
        }
        // That slot counts as moved: what a later run before it brings there is moved as the last.
        moveAt = moveFrom + 1 & old.mask;
        movedSlots = 1;
        // Enough with each operation that the move ends before the new table can be full.
        int room = Math.max(limit(table) - old.count, 1);
        slotsPerStep = Math.max(SLOTS_PER_STEP, old.capacity / room + 1);
    }

    /** Moves a few slots, and on to the end of a run, so that no probe in the old table breaks. */
    private void step() {
        int budget = slotsPerStep;
        while (old.count > 0) {
            long entry = old.entryAt(moveAt);
            if (entry == 0 && budget <= 0) {
                return;
            }
            if (entry != 0) {
                int slot = table.insert(entry);
                table.stamp(slot, old.stampAt(moveAt));
                old.empty(moveAt);
                old.count--;
            }
            moveAt = (moveAt + 1) & old.mask;
            movedSlots++;
            budget--;
            if (movedSlots >= old.capacity || movedSlots > Table.SEGMENT) {
                old.releaseBefore(moveAt, table);
            }
        }
        old = null;
        table.settled();
    }
}
