package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The entries of tables: a key with its value, in {@link Pages}. A value is bytes, which lie behind
 * the key, or an object, of which the number lies there; of small values the bytes do.
 *
 * <p>A record is eight bytes of header, the deadline with its links if it has one, the key and the
 * value. The header holds the lengths of key and value, 30 bits each, whether there is a deadline, and
 * the form of the value, see {@link Small}.
 *
 * <p>Thread: one owner.
 */
final class Records {
    /** The address of no record. */
    static final long NONE = 0;

    private static final VarHandle INTS =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LENGTH_BITS = 30;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final int TIMED_BIT = 60;
    private static final long TIMED = 1L << TIMED_BIT;
    private static final int FORM_BIT = 61;
    private static final int HEADER_BYTES = 8;
    private static final int TIMED_BYTES = 24;
    private static final int AT = HEADER_BYTES;
    private static final int PREVIOUS = HEADER_BYTES + 8;
    private static final int NEXT = HEADER_BYTES + 16;
    private static final int SLOT_SHIFT = Pages.ADDRESS_BITS;
    private static final long ADDRESS_MASK = (1L << SLOT_SHIFT) - 1;

    private final Pages pages = new Pages();
    private final Objects objects = new Objects();

    private static long header(byte[] page, int at) {
        return (long) LONGS.get(page, at);
    }

    private static int keyBytes(long header) {
        return (int) header & LENGTH_MASK;
    }

    private static int valueBytes(long header) {
        return (int) (header >>> LENGTH_BITS) & LENGTH_MASK;
    }

    /** Bytes before the key. */
    private static int before(long header) {
        return HEADER_BYTES + ((int) (header >>> TIMED_BIT) & 1) * TIMED_BYTES;
    }

    private static int bytes(long header) {
        return before(header) + keyBytes(header) + valueBytes(header);
    }

    private static int form(long header) {
        return (int) (header >>> FORM_BIT);
    }

    private static long header(int keyLength, int valueLength, boolean timed, int form) {
        return keyLength | (long) valueLength << LENGTH_BITS | (timed ? TIMED : 0)
            | (long) form << FORM_BIT;
    }

    /** Bytes that all records take, without those of objects. */
    long memoryBytes() {
        return pages.memoryBytes() + objects.memoryBytes();
    }

    /** Bytes that a record takes, without those of its object. */
    long memoryBytes(long address) {
        return Pages.taken(bytes(header(pages.array(address), pages.offset(address))));
    }

    /** Reads a little of a record, so that it is near when it is used. */
    long touch(long address) {
        return header(pages.array(address), pages.offset(address));
    }

    // ---- keys -------------------------------------------------------------------------------

    boolean isKey(long address, byte[] bytes, int from, int length) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        return keyBytes(header) == length
            && equals(page, at + before(header), bytes, from, length);
    }

    private static boolean equals(byte[] page, int at, byte[] bytes, int from, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if ((long) LONGS.get(page, at + i) != (long) LONGS.get(bytes, from + i)) {
                return false;
            }
        }
        if (i < length && length >= Long.BYTES) {
            // The last eight bytes, of which some have been compared.
            i = length - Long.BYTES;
            return (long) LONGS.get(page, at + i) == (long) LONGS.get(bytes, from + i);
        }
        for (; i < length; i++) {
            if (page[at + i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    byte[] key(long address) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        int from = at + before(header);
        return Arrays.copyOfRange(page, from, from + keyBytes(header));
    }

    /** Shows a key; answers its length. */
    int showKey(long address, Slice to) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        to.set(page, at + before(header), keyBytes(header));
        return keyBytes(header);
    }

    // ---- values -----------------------------------------------------------------------------

    boolean isObject(long address) {
        return form(header(pages.array(address), pages.offset(address))) == Small.OBJECT;
    }

    /** What a record's value is. */
    ValueKind kind(long address) {
        int form = form(header(pages.array(address), pages.offset(address)));
        return form == Small.OBJECT ? ((Value) object(address)).kind() : Small.kind(form);
    }

    /** The object of a record that has one. */
    Object object(long address) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        return objects.get((int) INTS.get(page, valueAt(page, at)));
    }

    private static int valueAt(byte[] page, int at) {
        long header = header(page, at);
        return at + before(header) + keyBytes(header);
    }

    /** Shows the bytes of a record's value. */
    void show(long address, Slice to) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        to.set(page, at + before(header) + keyBytes(header), valueBytes(header));
    }

    /** The value of a record that is no string, or null with its bytes shown. */
    Object view(long address, Slice to) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        int from = at + before(header) + keyBytes(header);
        if (form(header) != Small.STRING) {
            return structured(header, page, from);
        }
        to.set(page, from, valueBytes(header));
        return null;
    }

    private Object structured(long header, byte[] page, int from) {
        return form(header) == Small.OBJECT ? objects.get((int) INTS.get(page, from))
            : Small.value(form(header), page, from, valueBytes(header));
    }

    /** The value: its object, or a copy of its bytes. */
    Object value(long address) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        int from = at + before(header) + keyBytes(header);
        return form(header) != Small.STRING ? structured(header, page, from)
            : Arrays.copyOfRange(page, from, from + valueBytes(header));
    }

    /**
     * The value of a record for as long as it is wanted: an object, or a string as a copy, but of a
     * long one, whose page is written only once, no copy but a slice.
     */
    Object lasting(long address) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        if (form(header) != Small.STRING || !Pages.isAlone(bytes(header))) {
            return value(address);
        }
        Slice slice = new Slice();
        slice.set(page, at + before(header) + keyBytes(header), valueBytes(header));
        return slice;
    }

    /** Bytes of a value that is bytes. */
    int valueLength(long address) {
        return valueBytes(header(pages.array(address), pages.offset(address)));
    }

    // ---- changes ----------------------------------------------------------------------------

    /** Adds a record whose value is bytes; its deadline, if it is to have one, is set next. */
    long add(boolean timed, byte[] key, int from, int length, Slice value) {
        return add(header(length, value.length(), timed, Small.STRING), key, from, value.bytes(),
            value.from());
    }

    private long add(long header, byte[] key, int from, byte[] value, int valueFrom) {
        long address = pages.add(bytes(header));
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        LONGS.set(page, at, header);
        at += before(header);
        System.arraycopy(key, from, page, at, keyBytes(header));
        System.arraycopy(value, valueFrom, page, at + keyBytes(header), valueBytes(header));
        return address;
    }

    /** Adds a record whose value is no string. */
    long add(boolean timed, byte[] key, int from, int length, Value value) {
        int form = Small.form(value);
        if (form != Small.OBJECT) {
            byte[] bytes = value.small();
            return add(header(length, bytes.length, timed, form), key, from, bytes, 0);
        }
        value.kept();
        long header = header(length, Integer.BYTES, timed, form);
        long address = pages.add(bytes(header));
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        LONGS.set(page, at, header);
        at += before(header);
        System.arraycopy(key, from, page, at, length);
        INTS.set(page, at + length, objects.add(value));
        return address;
    }

    /**
     * Gives a record other bytes for a value.
     *
     * @return where the record lies now
     */
    long set(long address, byte[] value, int from, int length) {
        return set(address, Small.STRING, value, from, length);
    }

    private long set(long address, int form, byte[] value, int from, int length) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        int keyLength = keyBytes(header);
        int before = before(header);
        int fixed = before + keyLength;
        if (form(header) == Small.OBJECT) {
            objects.remove((int) INTS.get(page, at + fixed));
        }
        long next = header(keyLength, length, before != HEADER_BYTES, form);
        long moved = resized(address, page, bytes(header), fixed, length);
        byte[] to = pages.array(moved);
        int there = pages.offset(moved);
        LONGS.set(to, there, next);
        System.arraycopy(value, from, to, there + fixed, length);
        return moved;
    }

    /** As {@link #set(long, byte[], int, int)} with a value that is no string. */
    long set(long address, Value value) {
        int form = Small.form(value);
        if (form != Small.OBJECT) {
            byte[] bytes = value.small();
            return set(address, form, bytes, 0, bytes.length);
        }
        value.kept();
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        int before = before(header);
        int fixed = before + keyBytes(header);
        if (form(header) == Small.OBJECT) {
            objects.set((int) INTS.get(page, at + fixed), value);
            return address;
        }
        long moved = resized(address, page, bytes(header), fixed, Integer.BYTES);
        byte[] to = pages.array(moved);
        int there = pages.offset(moved);
        LONGS.set(to, there,
            header(keyBytes(header), Integer.BYTES, before != HEADER_BYTES, form));
        INTS.set(to, there + fixed, objects.add(value));
        return moved;
    }

    /** The record, or another with what is before its value, which has room for so much of one. */
    private long resized(long address, byte[] page, int bytes, int fixed, int valueLength) {
        if (Pages.areAlike(bytes, fixed + valueLength)) {
            return address;
        }
        long moved = pages.add(fixed + valueLength);
        System.arraycopy(page, pages.offset(address), pages.array(moved), pages.offset(moved),
            fixed);
        pages.remove(address);
        return moved;
    }

    /** Gives a record room for a deadline, or takes it away; answers where it lies now. */
    long timed(long address, boolean wanted) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        long header = header(page, at);
        long next = wanted ? header | TIMED : header & ~TIMED;
        long moved = pages.add(bytes(next));
        byte[] to = pages.array(moved);
        int there = pages.offset(moved);
        LONGS.set(to, there, next);
        System.arraycopy(page, at + before(header), to, there + before(next),
            keyBytes(header) + valueBytes(header));
        pages.remove(address);
        return moved;
    }

    /** Whether {@link #toMove} is worth it. */
    boolean isSparse() {
        return pages.isSparse();
    }

    /** A record to be moved by {@link #move}, or {@link #NONE}; see {@link Pages#toMove}. */
    long toMove() {
        return pages.toMove();
    }

    /** Bytes of the heap that all records keep, without those of objects. */
    long heldBytes() {
        return pages.heldBytes();
    }

    /** Copies a record to another place; answers where it lies now. */
    long move(long address) {
        byte[] page = pages.array(address);
        int at = pages.offset(address);
        int bytes = bytes(header(page, at));
        long moved = pages.add(bytes);
        System.arraycopy(page, at, pages.array(moved), pages.offset(moved), bytes);
        pages.remove(address);
        return moved;
    }

    void remove(long address) {
        if (isObject(address)) {
            byte[] page = pages.array(address);
            objects.remove((int) INTS.get(page, valueAt(page, pages.offset(address))));
        }
        pages.remove(address);
    }

    // ---- deadlines, and the links of those that have one -------------------------------------

    boolean isTimed(long address) {
        return (header(pages.array(address), pages.offset(address)) & TIMED) != 0;
    }

    private long get(long address, int field) {
        return (long) LONGS.get(pages.array(address), pages.offset(address) + field);
    }

    private void set(long address, int field, long value) {
        LONGS.set(pages.array(address), pages.offset(address) + field, value);
    }

    long atMs(long address) {
        return get(address, AT);
    }

    void atMs(long address, long ms) {
        set(address, AT, ms);
    }

    long previous(long address) {
        return get(address, PREVIOUS) & ADDRESS_MASK;
    }

    void previous(long address, long previous) {
        set(address, PREVIOUS, get(address, PREVIOUS) & ~ADDRESS_MASK | previous);
    }

    long next(long address) {
        return get(address, NEXT);
    }

    void next(long address, long next) {
        set(address, NEXT, next);
    }

    /** The slot of the wheel that a record with a deadline is linked in. */
    int slot(long address) {
        return (int) (get(address, PREVIOUS) >>> SLOT_SHIFT);
    }

    void link(long address, int slot, long next) {
        set(address, PREVIOUS, (long) slot << SLOT_SHIFT);
        set(address, NEXT, next);
    }
}
