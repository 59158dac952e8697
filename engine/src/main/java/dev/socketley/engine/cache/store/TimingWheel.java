package dev.socketley.engine.cache.store;

/**
 * A hierarchical timing wheel: eleven levels of 64 slots, one millisecond per slot at the lowest.
 * A deadline lies at the level of the highest bit in which it differs from the wheel's time, so
 * that adding and removing cost the same however far away it is, and an idle stretch of any length
 * is skipped in one step.
 *
 * <p>Its own time never goes back. When the clock is put back, the wheel's time is ahead of it by as much
 * from then on: records that are in the wheel already come to be due too early, and are added again.
 */
final class TimingWheel {
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 11;
    /** Heap bytes that one takes, however many records are linked in it. */
    static final long MEMORY_BYTES =
        Sizes.array(LEVELS * SLOTS * Long.BYTES) + Sizes.array(LEVELS * Long.BYTES);

    private final Records records;
    private final long[] heads = new long[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];
    private long elapsedMs;
    private long aheadMs;
    private int begun = -1;

    TimingWheel(Records records, long nowMs) {
        this.records = records;
        elapsedMs = nowMs;
    }

    void add(long record) {
        long wanted = Math.min(records.atMs(record), Long.MAX_VALUE - aheadMs) + aheadMs;
        long at = Math.max(wanted, elapsedMs + 1);
        int level = (63 - Long.numberOfLeadingZeros(at ^ elapsedMs)) / BITS;
        int index = (int) (at >>> (level * BITS)) & (SLOTS - 1);
        int slot = level * SLOTS + index;
        long head = heads[slot];
        records.link(record, slot, head);
        if (head != Records.NONE) {
            records.previous(head, record);
        }
        heads[slot] = record;
        occupied[level] |= 1L << index;
    }

    void remove(long record) {
        long previous = records.previous(record);
        long next = records.next(record);
        if (previous != Records.NONE) {
            records.next(previous, next);
        } else {
            int slot = records.slot(record);
            heads[slot] = next;
            if (next == Records.NONE) {
                occupied[slot >> BITS] &= ~(1L << slot);
            }
        }
        if (next != Records.NONE) {
            records.previous(next, previous);
        }
    }

    /** A record that is linked here was copied to another place. */
    void moved(long to) {
        long previous = records.previous(to);
        long next = records.next(to);
        if (previous != Records.NONE) {
            records.next(previous, to);
        } else {
            heads[records.slot(to)] = to;
        }
        if (next != Records.NONE) {
            records.previous(next, to);
        }
    }

    /** The clock was put back. */
    void putBack(long ms) {
        aheadMs += ms;
    }

    /**
     * A record whose slot begins at {@code nowMs} or before, or {@link Records#NONE}. It may have a
     * later deadline: the caller removes it, and then ends it or adds it again.
     */
    long due(long nowMs) {
        // A slot once begun is emptied first, so that the work can be done in portions.
        if (begun < 0 || heads[begun] == Records.NONE) {
            begun = firstSlot();
            long start = begun < 0 ? Long.MAX_VALUE : startOf(begun);
            if (start > nowMs + aheadMs) {
                begun = -1;
                elapsedMs = Math.max(elapsedMs, nowMs + aheadMs);
                return Records.NONE;
            }
            elapsedMs = Math.max(elapsedMs, start);
        }
        return heads[begun];
    }

    /** One of the records whose slot comes first, or {@link Records#NONE}. */
    long first() {
        if (begun >= 0 && heads[begun] != Records.NONE) {
            return heads[begun];
        }
        int slot = firstSlot();
        return slot < 0 ? Records.NONE : heads[slot];
    }

    private int firstSlot() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
            }
        }
        return -1;
    }

    private long startOf(int slot) {
        int shift = (slot >> BITS) * BITS;
        long index = slot & (SLOTS - 1);
        long above = shift + BITS >= Long.SIZE ? 0 : elapsedMs >>> (shift + BITS) << (shift + BITS);
        return above | index << shift;
    }
}
