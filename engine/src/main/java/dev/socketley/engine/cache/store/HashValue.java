package dev.socketley.engine.cache.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A hash: fields with their values. A small one is a single {@link Packed} array of fields and
 * values in turn, in the order they were added; one that has grown is a table, and stays one.
 *
 * <p>Thread: that of its store. Bounds: none of its own.
 */
public final class HashValue extends Value {
    /** Takes fields with their values: slices that are the hash's and are not written. */
    @FunctionalInterface
    public interface Fields {
        void take(byte[] field, int from, int length, byte[] value, int valueFrom,
            int valueLength);
    }

    private static final long OBJECT_BYTES = Sizes.object(2, 1);
    private static final int TABLE_OBJECTS_BYTES = 120;
    private static final int CAPACITY_MIN = 16;

    private byte[] packed = Packed.EMPTY;
    /** Takes the place of {@link #packed}, which is null then. */
    private Fielded table;
    private boolean kept;

    /** An empty hash. */
    public HashValue() {
    }

    /** @param small what {@link #small()} answered */
    HashValue(byte[] small) {
        packed = small;
    }

    /** A table of fields with their values. */
    private static final class Fielded {
        private final MovingTable fields = MovingTable.ofElements(CAPACITY_MIN);
        private Edits edits;
        private final Slice given = new Slice();

        private int place(byte[] bytes, int from, int length) {
            return fields.stepAndFind(fields.hash(bytes, from, length), bytes, from, length);
        }

        boolean set(byte[] field, int from, int length, byte[] value, int at, int valueLength) {
            int hash = fields.hash(field, from, length);
            int place = fields.stepAndFind(hash, field, from, length);
            if (place != MovingTable.NONE) {
                fields.address(place, fields.records().set(
                    fields.address(place), value, at, valueLength));
                return false;
            }
            given.set(value, at, valueLength);
            fields.insert(hash, false, fields.records().add(false, field, from, length, given));
            return true;
        }

        boolean remove(byte[] field, int from, int length) {
            int place = place(field, from, length);
            if (place != MovingTable.NONE) {
                fields.remove(place);
            }
            return place != MovingTable.NONE;
        }

        boolean show(long record, Slice field, Slice value, Fields to) {
            int length = fields.records().showKey(record, field);
            fields.records().show(record, value);
            to.take(field.bytes(), field.from(), length,
                value.bytes(), value.from(), value.length());
            return true;
        }
    }

    @Override
    public ValueKind kind() {
        return ValueKind.HASH;
    }

    @Override
    byte[] small() {
        return packed;
    }

    @Override
    boolean isKept() {
        return kept;
    }

    @Override
    void kept() {
        kept = true;
    }

    @Override
    public boolean isTable() {
        return table != null;
    }

    @Override
    public long touch(int[] hashes, int count) {
        return table == null ? 0 : table.fields.touch(hashes, count);
    }

    @Override
    public String encoding() {
        return table == null ? "listpack" : "hashtable";
    }

    @Override
    public int size() {
        return table == null ? Packed.count(packed) / 2 : table.fields.count();
    }

    @Override
    public long memoryBytes() {
        return OBJECT_BYTES + (table == null ? Sizes.array(packed.length)
            : TABLE_OBJECTS_BYTES + table.fields.memoryBytes());
    }

    /** The value of a field, or null. */
    public byte[] get(byte[] bytes, int from, int length) {
        if (table != null) {
            int place = table.place(bytes, from, length);
            return place == MovingTable.NONE ? null
                : (byte[]) table.fields.records().value(table.fields.address(place));
        }
        int place = Packed.find(packed, 2, bytes, from, length);
        return place == Packed.NONE ? null : Packed.bytes(packed, Packed.next(packed, place));
    }

    /** Whether there is a field. */
    public boolean has(byte[] bytes, int from, int length) {
        return length(bytes, from, length) >= 0;
    }

    /** The bytes of a field's value, or -1 when there is no such field. */
    public int length(byte[] bytes, int from, int length) {
        if (table != null) {
            int place = table.place(bytes, from, length);
            return place == MovingTable.NONE ? -1
                : table.fields.records().valueLength(table.fields.address(place));
        }
        int place = Packed.find(packed, 2, bytes, from, length);
        return place == Packed.NONE ? -1 : Packed.length(packed, Packed.next(packed, place));
    }

    /**
     * Sets a field.
     *
     * @param limits up to where it may stay small
     * @return whether the field is new
     */
    public boolean set(byte[] field, int from, int length, byte[] value, Limits limits) {
        if (table == null && !limits.admits(length, value.length)) {
            unpack();
        }
        if (table != null) {
            noteField(field, from, length, value);
            return table.set(field, from, length, value, 0, value.length);
        }
        int place = Packed.find(packed, 2, field, from, length);
        if (place != Packed.NONE) {
            packed = Packed.replace(packed, Packed.next(packed, place), value, 0, value.length);
            return false;
        }
        if (size() >= limits.entries()) {
            unpack();
            return table.set(field, from, length, value, 0, value.length);
        }
        packed = Packed.addPair(packed, field, from, length, value);
        return true;
    }

    private void unpack() {
        Fielded grown = new Fielded();
        byte[] all = packed;
        for (int at = Packed.FIRST; at < all.length;) {
            int value = Packed.next(all, at);
            grown.set(all, Packed.start(all, at), Packed.length(all, at),
                all, Packed.start(all, value), Packed.length(all, value));
            at = Packed.next(all, value);
        }
        table = grown;
        packed = null;
    }

    /** Removes a field; false when it was not there. */
    public boolean remove(byte[] bytes, int from, int length) {
        if (table != null) {
            noteField(bytes, from, length, null);
            return table.remove(bytes, from, length);
        }
        int place = Packed.find(packed, 2, bytes, from, length);
        if (place == Packed.NONE) {
            return false;
        }
        packed = Packed.remove(packed, place, 2);
        return true;
    }

    @Override
    public boolean note(Edits edits) {
        if (table == null) {
            return false;
        }
        table.edits = edits;
        return true;
    }

    /** @param after the value that a field gets, or null when it goes */
    private void noteField(byte[] bytes, int from, int length, byte[] after) {
        if (table.edits != null) {
            byte[] field = Arrays.copyOfRange(bytes, from, from + length);
            byte[] before = get(bytes, from, length);
            table.edits.add(again -> set(field, again ? after : before));
        }
    }

    private void set(byte[] field, byte[] value) {
        if (value == null) {
            table.remove(field, 0, field.length);
        } else {
            table.set(field, 0, field.length, value, 0, value.length);
        }
    }

    /** Whether it is one array, and to walk over it is cheap. */
    public boolean isSmall() {
        return table == null;
    }

    /** Shows every field. */
    public void forEach(Fields to) {
        if (table == null) {
            showPacked(to);
        } else {
            Slice field = new Slice();
            Slice value = new Slice();
            table.fields.forEach(record -> table.show(record, field, value, to));
        }
    }

    private void showPacked(Fields to) {
        byte[] all = packed;
        for (int at = Packed.FIRST; at < all.length;) {
            int value = Packed.next(all, at);
            to.take(all, Packed.start(all, at), Packed.length(all, at),
                all, Packed.start(all, value), Packed.length(all, value));
            at = Packed.next(all, value);
        }
    }

    /** Shows fields as {@link Store#scan} shows keys; all of a small hash at once. */
    public long scan(long cursor, int atLeast, Fields to) {
        if (table == null) {
            showPacked(to);
            return 0;
        }
        Slice field = new Slice();
        Slice value = new Slice();
        return table.fields.scan(cursor, atLeast,
            record -> table.show(record, field, value, to));
    }

    /** Shows one field chosen evenly among all. */
    public void random(Fields to) {
        if (table != null) {
            table.show(table.fields.address(table.fields.random()), new Slice(), new Slice(), to);
            return;
        }
        byte[] all = packed;
        int at = Packed.place(all, 2 * MovingTable.RANDOM.nextInt(size()));
        int value = Packed.next(all, at);
        to.take(all, Packed.start(all, at), Packed.length(all, at),
            all, Packed.start(all, value), Packed.length(all, value));
    }

    @Override
    public HashValue copy() {
        HashValue copy = new HashValue();
        if (table == null) {
            copy.packed = packed;
        } else {
            copy.packed = null;
            copy.table = new Fielded();
            forEach(copy.table::set);
        }
        return copy;
    }

    @Override
    public long elements(long cursor, int atLeast, Elements to) {
        return scan(cursor, atLeast / 2 + 1, (field, from, length, value, at, valueLength) -> {
            to.take(field, from, length);
            to.take(value, at, valueLength);
        });
    }

    @Override
    public Map<byte[], byte[]> plain() {
        Map<byte[], byte[]> map = LinkedHashMap.newLinkedHashMap(size());
        forEach((field, from, length, value, at, valueLength) ->
            map.put(Arrays.copyOfRange(field, from, from + length),
                Arrays.copyOfRange(value, at, at + valueLength)));
        return map;
    }
}
