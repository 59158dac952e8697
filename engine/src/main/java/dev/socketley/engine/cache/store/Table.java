package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * One open-addressing array of slots with linear probing, cut into segments that are allocated when
 * they are first written, so that a table of any size begins without a pause; those of large tables are
 * {@link Slabs}. Removing shifts the run back: there are no tombstones, and a probe ends at the first
 * empty slot.
 *
 * <p>A slot is one long: the hash of a record's key, a mark, and the record's address. So a probe
 * reads one line of memory, and nothing of a record but of the one that is found.
 */
final class Table {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SLOT_SHIFT = 3;
    private static final int SEGMENT_BITS =
        Integer.numberOfTrailingZeros(Slabs.ROOM) - SLOT_SHIFT;
    static final int SEGMENT = 1 << SEGMENT_BITS;
    private static final int MARK_SHIFT = Pages.ADDRESS_BITS;
    private static final int HASH_SHIFT = MARK_SHIFT + 1;
    /** The bits of a stored hash. */
    static final int HASH = (1 << Long.SIZE - HASH_SHIFT) - 1;
    private static final long MARK = 1L << MARK_SHIFT;
    private static final long ADDRESS = MARK - 1;

    final int capacity;
    final int mask;
    int count;

    private final Records records;
    private final byte[][] slots;
    /** Segments of the table before this one, empty. */
    private final ArrayDeque<byte[]> spares = new ArrayDeque<>(0);
    /** When each slot was used, in the words of {@link Usage}; null when nobody asks. */
    private int[][] stamps;
    private int stampSegments;
    private final int segmentMask;
    private final int segmentSize;
    private int segmentsHeld;

    Table(int capacity, Records records) {
        this.capacity = capacity;
        this.records = records;
        mask = capacity - 1;
        segmentSize = Math.min(capacity, SEGMENT);
        segmentMask = segmentSize - 1;
        slots = new byte[capacity / segmentSize][];
    }

    /** The part of a hash that is stored. */
    static int slotHash(long hash) {
        return (int) hash & HASH;
    }

    private static int hashOf(long entry) {
        return (int) (entry >>> HASH_SHIFT);
    }

    /** Where a slot lies in its segment. */
    private int place(int slot) {
        return Slabs.FIRST + ((slot & segmentMask) << SLOT_SHIFT);
    }

    int find(int hash, byte[] bytes, int from, int length) {
        int slot = hash & mask;
        while (true) {
            byte[] segment = slots[slot >>> SEGMENT_BITS];
            if (segment == null) {
                return -1;
            }
            long there = (long) LONGS.get(segment, place(slot));
            if (there == 0) {
                return -1;
            }
            if (hashOf(there) == hash && records.isKey(there & ADDRESS, bytes, from, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The slot of a record, which must be there. */
    int find(int hash, long address) {
        int slot = hash & mask;
        while (true) {
            long there = entryAt(slot);
            if (there == 0) {
                return -1;
            }
            if ((there & ADDRESS) == address) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Reads where hashes lead to; see {@link Store#touch}. */
    long touch(int[] hashes, int spread, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += entryAt(hashes[i] * spread & mask);
        }
        for (int i = 0; i < count; i++) {
            long record = entryAt(hashes[i] * spread & mask) & ADDRESS;
            if (record != Records.NONE) {
                sum += records.touch(record);
            }
        }
        return sum;
    }

    /** Begins to keep a stamp per slot, 0 for each that is there. */
    void keepStamps() {
        if (stamps == null) {
            stamps = new int[slots.length][];
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

    /** Adds a record whose key is known to be absent; answers its slot. */
    int insert(int hash, boolean marked, long address) {
        return insert((long) hash << HASH_SHIFT | (marked ? MARK : 0) | address);
    }

    /** Adds what another table has in a slot. */
    int insert(long entry) {
        int slot = hashOf(entry) & mask;
        while (entryAt(slot) != 0) {
            slot = (slot + 1) & mask;
        }
        int segment = slot >>> SEGMENT_BITS;
        if (slots[segment] == null) {
            slots[segment] = segment();
            segmentsHeld++;
        }
        set(slot, entry);
        count++;
        return slot;
    }

    private byte[] segment() {
        byte[] spare = spares.poll();
        if (spare != null) {
            return spare;
        }
        return segmentSize < SEGMENT ? new byte[Slabs.FIRST + (segmentSize << SLOT_SHIFT)]
            : Slabs.make();
    }

    /** What a slot holds, 0 when it is empty. */
    long entryAt(int slot) {
        byte[] segment = slots[slot >>> SEGMENT_BITS];
        return segment == null ? 0 : (long) LONGS.get(segment, place(slot));
    }

    private void set(int slot, long entry) {
        LONGS.set(slots[slot >>> SEGMENT_BITS], place(slot), entry);
    }

    boolean isUsed(int slot) {
        return entryAt(slot) != 0;
    }

    /** The hash of the key in a slot. */
    int hashAt(int slot) {
        return hashOf(entryAt(slot));
    }

    boolean isMarked(int slot) {
        return (entryAt(slot) & MARK) != 0;
    }

    void mark(int slot, boolean marked) {
        long entry = entryAt(slot);
        set(slot, marked ? entry | MARK : entry & ~MARK);
    }

    /** The record in a slot. */
    long address(int slot) {
        return entryAt(slot) & ADDRESS;
    }

    /** The record in a slot lies elsewhere now. */
    void address(int slot, long address) {
        set(slot, entryAt(slot) & ~ADDRESS | address);
    }

    /** Empties a slot and moves later members of its run back, so that no probe breaks. */
    void remove(int slot) {
        int hole = slot;
        int at = slot;
        while (true) {
            at = (at + 1) & mask;
            long entry = entryAt(at);
            if (entry == 0) {
                break;
            }
            int distanceFromHome = (at - hashOf(entry)) & mask;
            int distanceFromHole = (at - hole) & mask;
            if (distanceFromHome >= distanceFromHole) {
                set(hole, entry);
                stamp(hole, stampAt(at));
                hole = at;
            }
        }
        empty(hole);
        count--;
    }

    /** Empties a slot without looking at its run; only for moving whole runs away. */
    void empty(int slot) {
        set(slot, 0);
    }

    /** Gives the segment before {@code slot} to another table once everything in it moved away. */
    void releaseBefore(int slot, Table to) {
        int segment = (slot >>> SEGMENT_BITS) - 1;
        if ((slot & segmentMask) == 0 && segment >= 0 && slots[segment] != null) {
            if (to.segmentSize == segmentSize) {
                to.spares.add(slots[segment]);
            }
            slots[segment] = null;
            segmentsHeld--;
            if (stamps != null && stamps[segment] != null) {
                stamps[segment] = null;
                stampSegments--;
            }
        }
    }

    /** No segment comes any more from the table before. */
    void settled() {
        spares.clear();
    }

    long memoryBytes() {
        return (long) (segmentsHeld + spares.size()) * segmentSize * Long.BYTES
            + (long) stampSegments * segmentSize * Integer.BYTES;
    }
}
