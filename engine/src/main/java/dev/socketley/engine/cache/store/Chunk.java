package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * Elements of a list in one array. Each is its length, its bytes, and its length once more, so that
 * it can be walked from either end. Free room lies before {@link #from} and behind {@link #to}.
 */
final class Chunk {
    /** Bytes of elements in a chunk at most; a larger element has a chunk of its own. */
    static final int BYTES_MAX = 8 << 10;
    /** What the object takes beside its array. */
    static final int OBJECT_BYTES = 32;

    private static final int BYTES_MIN = 16;
    private static final int KEEP_BELOW = 256;
    private static final int SEVEN_BITS = 0x7f;

    byte[] bytes;
    int from;
    int to;
    int count;

    Chunk(int capacity) {
        bytes = new byte[capacity];
    }

    /** A copy without free room. */
    Chunk copy() {
        Chunk copy = new Chunk(used());
        System.arraycopy(bytes, from, copy.bytes, 0, used());
        copy.to = used();
        copy.count = count;
        return copy;
    }

    int used() {
        return to - from;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Sizes.array(bytes.length);
    }

    /**
     * Whether one more element of this length may be put in.
     *
     * @param limit bytes, up to {@link #BYTES_MAX}, or elements when negative
     */
    boolean fits(int length, int limit) {
        return count == 0 || (long) used() + entryBytes(length) <= (limit < 0 ? BYTES_MAX : limit)
            && (limit >= 0 || count < -limit);
    }

    /** Whether what is in it is within a limit, as {@link #fits} has it. */
    boolean isWithin(int limit) {
        return used() <= (limit < 0 ? BYTES_MAX : limit) && (limit >= 0 || count <= -limit);
    }

    // ---- the form of an element ---------------------------------------------------------------

    static long entryBytes(int length) {
        return length + 2L * lengthBytes(length);
    }

    private static int lengthBytes(int length) {
        return length <= SEVEN_BITS ? 1 : (38 - Integer.numberOfLeadingZeros(length)) / 7;
    }

    /** The length of the element that begins at {@code at}. */
    int lengthAt(int at) {
        int b = bytes[at];
        return b >= 0 ? b : longLengthAt(at);
    }

    private int longLengthAt(int at) {
        int value = 0;
        int shift = 0;
        for (int i = at; ; i++) {
            value |= (bytes[i] & SEVEN_BITS) << shift;
            if (bytes[i] >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    /** Where the bytes of an element begin whose length is known. */
    static int dataAt(int at, int length) {
        return length <= SEVEN_BITS ? at + 1 : at + lengthBytes(length);
    }

    /** Where the element behind the one at {@code at} begins. */
    int next(int at) {
        return (int) (at + entryBytes(lengthAt(at)));
    }

    /** Where the element begins that ends before {@code end}. */
    int before(int end) {
        int b = bytes[end - 1];
        if (b >= 0) {
            return end - b - 2;
        }
        int value = 0;
        int shift = 0;
        for (int i = end - 1; ; i--) {
            value |= (bytes[i] & SEVEN_BITS) << shift;
            if (bytes[i] >= 0) {
                return (int) (end - entryBytes(value));
            }
            shift += 7;
        }
    }

    /** Where element {@code index} begins. */
    int locate(int index) {
        if (index <= count / 2) {
            int at = from;
            for (int i = 0; i < index; i++) {
                at = next(at);
            }
            return at;
        }
        int at = to;
        for (int i = count; i > index; i--) {
            at = before(at);
        }
        return at;
    }

    private void write(int at, byte[] data, int dataFrom, int length) {
        int head = lengthBytes(length);
        System.arraycopy(data, dataFrom, bytes, at + head, length);
        if (head == 1) {
            bytes[at] = (byte) length;
            bytes[at + 1 + length] = (byte) length;
            return;
        }
        int tail = at + 2 * head + length - 1;
        int rest = length;
        for (int i = 0; i < head; i++) {
            byte b = (byte) (rest & SEVEN_BITS | (i + 1 < head ? 0x80 : 0));
            bytes[at + i] = b;
            bytes[tail - i] = b;
            rest >>>= 7;
        }
    }

    // ---- finding ------------------------------------------------------------------------------

    /**
     * Finds the elements that equal one.
     *
     * @param most how many of them, from the first on or, unless {@code forward}, from the last
     */
    void find(byte[] data, int dataFrom, int length, boolean forward, long most, Hits to) {
        to.clear();
        int at = forward ? from : this.to;
        for (int i = 0; i < count && to.count() < most; i++) {
            at = forward ? at : before(at);
            int found = lengthAt(at);
            int start = dataAt(at, found);
            if (found == length && Arrays.equals(bytes, start, start + length,
                    data, dataFrom, dataFrom + length)) {
                to.add(at, forward ? i : count - 1 - i);
            }
            at = forward ? next(at) : at;
        }
        if (!forward) {
            to.reverse();
        }
    }

    /**
     * Finds the elements of some indexes of a list.
     *
     * @param indexes which ascend; those from {@code firstOf} on are looked for
     * @param start   the index of the first element here
     */
    void find(int[] indexes, int firstOf, int start, Hits to) {
        to.clear();
        int at = from;
        int wanted = firstOf;
        for (int i = start; i < start + count && wanted < indexes.length; i++, at = next(at)) {
            if (indexes[wanted] == i) {
                to.add(at, i - start);
                wanted++;
            }
        }
    }

    // ---- changes ------------------------------------------------------------------------------

    void pushFirst(byte[] data, int dataFrom, int length) {
        int size = sized(length);
        if (from < size) {
            makeRoom(size, true);
        }
        from -= size;
        write(from, data, dataFrom, length);
        count++;
    }

    void pushLast(byte[] data, int dataFrom, int length) {
        int size = sized(length);
        if (bytes.length - to < size) {
            makeRoom(size, false);
        }
        write(to, data, dataFrom, length);
        to += size;
        count++;
    }

    /** Puts an element before the one that begins at {@code at}, or behind the last. */
    void insert(int at, byte[] data, int dataFrom, int length) {
        int size = sized(length);
        int offset = at - from;
        if (bytes.length - to < size) {
            makeRoom(size, false);
        }
        int place = from + offset;
        System.arraycopy(bytes, place, bytes, place + size, to - place);
        write(place, data, dataFrom, length);
        to += size;
        count++;
    }

    private static int sized(int length) {
        long size = entryBytes(length);
        if (size > Integer.MAX_VALUE - BYTES_MAX) {
            throw new IllegalArgumentException("element too long: length=" + length);
        }
        return (int) size;
    }

    /** Moves the elements to one end of their array, or into a larger one. */
    private void makeRoom(int size, boolean front) {
        int used = used();
        int needed = used + size;
        byte[] target = bytes;
        // Moving within the array must free a part of it, or pushing would move every time.
        boolean roomy = bytes.length >= BYTES_MAX || bytes.length - needed >= bytes.length / 4;
        if (needed > bytes.length || !roomy) {
            target = new byte[capacity(needed)];
        }
        int start = front ? target.length - used : 0;
        System.arraycopy(bytes, from, target, start, used);
        bytes = target;
        from = start;
        to = start + used;
    }

    private static int capacity(int needed) {
        if (needed >= BYTES_MAX) {
            return needed;
        }
        int grown = needed < KEEP_BELOW ? needed + needed / 2 : needed * 2;
        return Math.min(Math.max(grown + 7 & ~7, BYTES_MIN), BYTES_MAX);
    }

    /** Takes the element out that begins at {@code at}; answers where the next one begins now. */
    int remove(int at) {
        int end = next(at);
        count--;
        if (at - from < to - end) {
            System.arraycopy(bytes, from, bytes, from + end - at, at - from);
            from += end - at;
            return end;
        }
        System.arraycopy(bytes, end, bytes, at, to - end);
        to -= end - at;
        return at;
    }

    /** Takes out elements. */
    void removeAll(Hits hits) {
        int write = hits.place(0);
        for (int i = 0; i < hits.count(); i++) {
            int end = next(hits.place(i));
            int kept = (i + 1 < hits.count() ? hits.place(i + 1) : to) - end;
            System.arraycopy(bytes, end, bytes, write, kept);
            write += kept;
        }
        to = write;
        count -= hits.count();
    }

    void dropFirst(int elements) {
        from = elements == 1 ? next(from) : locate(elements);
        count -= elements;
    }

    void dropLast(int elements) {
        to = elements == 1 ? before(to) : locate(count - elements);
        count -= elements;
    }

    /** Gives back free room when most of the array is free. */
    void trim() {
        int used = used();
        if (bytes.length > KEEP_BELOW && used < bytes.length / 4) {
            byte[] target = new byte[Math.max(used * 2, BYTES_MIN)];
            int start = (target.length - used) / 2;
            System.arraycopy(bytes, from, target, start, used);
            bytes = target;
            from = start;
            to = start + used;
        }
    }

    /** Takes out the elements from {@code at} on, of which there are {@code elements}. */
    Chunk split(int at, int elements) {
        Chunk rest = new Chunk(capacity(Math.max(to - at, 1)));
        System.arraycopy(bytes, at, rest.bytes, 0, to - at);
        rest.to = to - at;
        rest.count = elements;
        to = at;
        count -= elements;
        return rest;
    }

    /** Puts the elements of another chunk behind these. */
    void append(Chunk other) {
        int size = other.used();
        if (bytes.length - to < size) {
            makeRoom(size, false);
        }
        System.arraycopy(other.bytes, other.from, bytes, to, size);
        to += size;
        count += other.count;
    }
}
