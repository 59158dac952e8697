package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * One open-addressing array of slots with linear probing, cut into segments that are allocated when
 * they are first written, so that a table of any size begins without a pause. Removing shifts the
 * run back: there are no tombstones, and a probe ends at the first empty slot.
 */
final class Table {
    private static final int SEGMENT_BITS = 12;
    static final int SEGMENT = 1 << SEGMENT_BITS;
    /** The bits of a stored hash that are the hash. */
    static final int HASH = 0x7fff_ffff;
    /** The bit of a stored hash that its owner may set and clear. */
    static final int MARK = 0x8000_0000;

    final int capacity;
    final int mask;
    int count;

    private final int[][] hashes;
    private final Object[][] cells;
    /** When each slot was used, in the words of {@link Usage}; null when nobody asks. */
    private int[][] stamps;
    private int stampSegments;
    private final int segmentMask;
    private final int segmentSize;
    private int segmentsHeld;

    Table(int capacity) {
        this.capacity = capacity;
        mask = capacity - 1;
        segmentSize = Math.min(capacity, SEGMENT);
        segmentMask = segmentSize - 1;
        int segments = capacity / segmentSize;
        hashes = new int[segments][];
        cells = new Object[segments][];
    }

    /** The hash stored for a key: never 0, which marks an empty slot. */
    static int slotHash(long hash) {
        int folded = (int) hash & HASH;
        return folded == 0 ? 1 : folded;
    }

    int find(int hash, byte[] bytes, int from, int length) {
        int slot = hash & mask;
        while (true) {
            int[] segment = hashes[slot >>> SEGMENT_BITS];
            if (segment == null) {
                return -1;
            }
            int there = segment[slot & segmentMask];
            if (there == 0) {
                return -1;
            }
            if ((there & HASH) == hash && matches(slot, bytes, from, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean matches(int slot, byte[] bytes, int from, int length) {
        byte[] key = key(slot);
        return key.length == length
            && Arrays.equals(key, 0, length, bytes, from, from + length);
    }

    /** Begins to keep a stamp per slot, 0 for each that is there. */
    void keepStamps() {
        if (stamps == null) {
            stamps = new int[hashes.length][];
        }
    }

    boolean hasStamps() {
        return stamps != null;
    }

    /** Ends what {@link #keepStamps} began. */
    void dropStamps() {
        stamps = null;
        stampSegments = 0;
    }

    int stampAt(int slot) {
        if (stamps == null) {
            return 0;
        }
        int[] segment = stamps[slot >>> SEGMENT_BITS];
        return segment == null ? 0 : segment[slot & segmentMask];
    }

    /** Does nothing unless stamps are kept. */
    void stamp(int slot, int stamp) {
        if (stamps == null) {
            return;
        }
        int[] segment = stamps[slot >>> SEGMENT_BITS];
        if (segment == null) {
            segment = new int[segmentSize];
            stamps[slot >>> SEGMENT_BITS] = segment;
            stampSegments++;
        }
        segment[slot & segmentMask] = stamp;
    }

    /** Adds a key that is known to be absent; answers its slot. */
    int insert(int hash, byte[] key, Object value) {
        int slot = hash & mask;
        while (hashAt(slot) != 0) {
            slot = (slot + 1) & mask;
        }
        set(slot, hash, key, value);
        count++;
        return slot;
    }

    private void set(int slot, int hash, byte[] key, Object value) {
        int segment = slot >>> SEGMENT_BITS;
        if (hashes[segment] == null) {
            hashes[segment] = new int[segmentSize];
            cells[segment] = new Object[2 * segmentSize];
            segmentsHeld++;
        }
        int at = slot & segmentMask;
        hashes[segment][at] = hash;
        cells[segment][2 * at] = key;
        cells[segment][2 * at + 1] = value;
    }

    void setHash(int slot, int hash) {
        hashes[slot >>> SEGMENT_BITS][slot & segmentMask] = hash;
    }

    /** The stored hash, 0 for an empty slot. */
    int hashAt(int slot) {
        int[] segment = hashes[slot >>> SEGMENT_BITS];
        return segment == null ? 0 : segment[slot & segmentMask];
    }

    byte[] key(int slot) {
        return (byte[]) cells[slot >>> SEGMENT_BITS][2 * (slot & segmentMask)];
    }

    Object value(int slot) {
        return cells[slot >>> SEGMENT_BITS][2 * (slot & segmentMask) + 1];
    }

    void setValue(int slot, Object value) {
        cells[slot >>> SEGMENT_BITS][2 * (slot & segmentMask) + 1] = value;
    }

    /** Empties a slot and moves later members of its run back, so that no probe breaks. */
    void remove(int slot) {
        int hole = slot;
        int at = slot;
        while (true) {
            at = (at + 1) & mask;
            int hash = hashAt(at);
            if (hash == 0) {
                break;
            }
            int distanceFromHome = (at - hash) & mask;
            int distanceFromHole = (at - hole) & mask;
            if (distanceFromHome >= distanceFromHole) {
                set(hole, hash, key(at), value(at));
                stamp(hole, stampAt(at));
                hole = at;
            }
        }
        empty(hole);
        count--;
    }

    /** Empties a slot without looking at its run; only for moving whole runs away. */
    void empty(int slot) {
        int segment = slot >>> SEGMENT_BITS;
        int at = slot & segmentMask;
        hashes[segment][at] = 0;
        cells[segment][2 * at] = null;
        cells[segment][2 * at + 1] = null;
    }

    /** Gives back the memory of the segment before {@code slot} once everything in it moved away. */
    void releaseBefore(int slot) {
        int segment = (slot >>> SEGMENT_BITS) - 1;
        if ((slot & segmentMask) == 0 && segment >= 0 && hashes[segment] != null) {
            hashes[segment] = null;
            cells[segment] = null;
            segmentsHeld--;
            if (stamps != null && stamps[segment] != null) {
                stamps[segment] = null;
                stampSegments--;
            }
        }
    }

    long memoryBytes() {
        return (long) segmentsHeld * segmentSize * (Integer.BYTES + 2 * Sizes.REFERENCE)
            + (long) stampSegments * segmentSize * Integer.BYTES;
    }
}
