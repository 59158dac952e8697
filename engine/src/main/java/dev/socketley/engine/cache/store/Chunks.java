package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * The chunks of a list between its first and its last, in a ring. How many elements each has is kept
 * beside them, so that finding an index reads no chunk.
 */
final class Chunks {
    private static final int CAPACITY_MIN = 4;
    private static final int OBJECT_BYTES = 40;
    private static final int REFERENCE_BYTES = 4;

    private Chunk[] ring = new Chunk[CAPACITY_MIN];
    private int[] counts = new int[CAPACITY_MIN];
    private int head;
    private int size;
    private long chunkBytes;

    int size() {
        return size;
    }

    private int slot(int index) {
        return head + index & ring.length - 1;
    }

    Chunk get(int index) {
        return ring[slot(index)];
    }

    int count(int index) {
        return counts[slot(index)];
    }

    /** To be called after the elements of a chunk have changed, with what it took before. */
    void changed(int index, long bytesBefore) {
        int slot = slot(index);
        counts[slot] = ring[slot].count;
        chunkBytes += ring[slot].memoryBytes() - bytesBefore;
    }

    void addFirst(Chunk chunk) {
        grow();
        head = head - 1 & ring.length - 1;
        set(head, chunk);
    }

    void addLast(Chunk chunk) {
        grow();
        set(slot(size), chunk);
    }

    private void set(int slot, Chunk chunk) {
        ring[slot] = chunk;
        counts[slot] = chunk.count;
        size++;
        chunkBytes += chunk.memoryBytes();
    }

    void insert(int index, Chunk chunk) {
        grow();
        if (index < size / 2) {
            head = head - 1 & ring.length - 1;
            for (int i = 0; i < index; i++) {
                move(slot(i + 1), slot(i));
            }
        } else {
            for (int i = size; i > index; i--) {
                move(slot(i - 1), slot(i));
            }
        }
        set(slot(index), chunk);
    }

    private void move(int fromSlot, int toSlot) {
        ring[toSlot] = ring[fromSlot];
        counts[toSlot] = counts[fromSlot];
    }

    Chunk removeFirst() {
        Chunk chunk = take(head);
        head = head + 1 & ring.length - 1;
        return chunk;
    }

    Chunk removeLast() {
        return take(slot(size - 1));
    }

    private Chunk take(int slot) {
        Chunk chunk = ring[slot];
        ring[slot] = null;
        size--;
        chunkBytes -= chunk.memoryBytes();
        return chunk;
    }

    private void grow() {
        if (size < ring.length) {
            return;
        }
        int capacity = ring.length * 2;
        Chunk[] chunks = Arrays.copyOfRange(ring, head, head + capacity);
        int[] numbers = Arrays.copyOfRange(counts, head, head + capacity);
        int wrapped = ring.length - head;
        System.arraycopy(ring, 0, chunks, wrapped, head);
        System.arraycopy(counts, 0, numbers, wrapped, head);
        ring = chunks;
        counts = numbers;
        head = 0;
    }

    long memoryBytes() {
        return OBJECT_BYTES + chunkBytes
            + 2 * Sizes.array(ring.length * REFERENCE_BYTES);
    }
}
