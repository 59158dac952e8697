package dev.socketley.engine.cache.store;

/**
 * A hierarchical timing wheel: eleven levels of 64 slots, one millisecond per slot at the lowest.
 * A deadline lies at the level of the highest bit in which it differs from the wheel's time, so
 * that adding and removing cost the same however far away it is, and an idle stretch of any length
 * is skipped in one step.
 */
final class TimingWheel {
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 11;

    private final Expiring[] heads = new Expiring[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];
    private long elapsedMs;
    private int begun = -1;

    TimingWheel(long nowMs) {
        elapsedMs = nowMs;
    }

    void add(Expiring node) {
        long at = Math.max(node.atMs, elapsedMs + 1);
        int level = (63 - Long.numberOfLeadingZeros(at ^ elapsedMs)) / BITS;
        int index = (int) (at >>> (level * BITS)) & (SLOTS - 1);
        int slot = level * SLOTS + index;
        Expiring head = heads[slot];
        node.slot = slot;
        node.previous = null;
        node.next = head;
        if (head != null) {
            head.previous = node;
        }
        heads[slot] = node;
        occupied[level] |= 1L << index;
    }

    void remove(Expiring node) {
        if (node.previous != null) {
            node.previous.next = node.next;
        } else {
            heads[node.slot] = node.next;
            if (node.next == null) {
                occupied[node.slot >> BITS] &= ~(1L << node.slot);
            }
        }
        if (node.next != null) {
            node.next.previous = node.previous;
        }
        node.previous = null;
        node.next = null;
        node.slot = Expiring.UNLINKED;
    }

    /**
     * The next node whose slot begins at {@code nowMs} or before, taken out of the wheel; null when
     * there is none. The node may have a later deadline: the caller ends it or adds it again.
     */
    Expiring poll(long nowMs) {
        // A slot once begun is emptied first, so that the work can be done in portions.
        if (begun < 0 || heads[begun] == null) {
            begun = firstSlot();
            long start = begun < 0 ? Long.MAX_VALUE : startOf(begun);
            if (start > nowMs) {
                begun = -1;
                elapsedMs = Math.max(elapsedMs, nowMs);
                return null;
            }
            elapsedMs = Math.max(elapsedMs, start);
        }
        Expiring node = heads[begun];
        remove(node);
        return node;
    }

    /** One of the nodes whose slot comes first, or null when there is none. */
    Expiring first() {
        if (begun >= 0 && heads[begun] != null) {
            return heads[begun];
        }
        int slot = firstSlot();
        return slot < 0 ? null : heads[slot];
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
