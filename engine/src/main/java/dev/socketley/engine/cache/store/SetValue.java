package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of byte strings. A small one is one array: an {@link IntSet} while all its members are
 * integers, else a {@link Packed} one; one that has grown is a table, and stays one.
 *
 * <p>Thread: that of its store. Bounds: none of its own.
 */
public final class SetValue extends Value {
    private static final long OBJECT_BYTES = Sizes.object(3, 1);
    private static final int TABLE_OBJECTS_BYTES = 120;
    private static final int CAPACITY_MIN = 16;

    /** One of these three is there. */
    private byte[] ints = IntSet.EMPTY;
    private byte[] packed;
    private Members table;
    private boolean kept;

    /** An empty set. */
    public SetValue() {
    }

    /** A set of one of its compact forms; the other one is null. */
    static SetValue small(byte[] ints, byte[] packed) {
        SetValue set = new SetValue();
        set.ints = ints;
        set.packed = packed;
        return set;
    }

    /** A table of members, whose records have no values. */
    private static final class Members {
        private static final Slice NOTHING = new Slice();
        private final MovingTable members = MovingTable.ofElements(CAPACITY_MIN);
        private Edits edits;

        boolean has(byte[] member, int from, int length) {
            return place(member, from, length) != MovingTable.NONE;
        }

        private int place(byte[] member, int from, int length) {
            return members.stepAndFind(
                members.hash(member, from, length), member, from, length);
        }

        /** Notes that a member was added, or else that it went. */
        void note(byte[] bytes, int from, int length, boolean added) {
            if (edits != null) {
                byte[] member = Arrays.copyOfRange(bytes, from, from + length);
                edits.add(again -> {
                    if (again == added) {
                        add(member, 0, member.length);
                    } else {
                        remove(member, 0, member.length);
                    }
                });
            }
        }

        boolean add(byte[] member, int from, int length) {
            int hash = members.hash(member, from, length);
            if (members.stepAndFind(hash, member, from, length) != MovingTable.NONE) {
                return false;
            }
            members.insert(hash, false, members.records().add(false, member, from, length, NOTHING));
            return true;
        }

        boolean remove(byte[] member, int from, int length) {
            int place = place(member, from, length);
            if (place != MovingTable.NONE) {
                members.remove(place);
            }
            return place != MovingTable.NONE;
        }

        byte[] at(int place) {
            return members.records().key(members.address(place));
        }

        byte[] removeAt(int place) {
            byte[] member = at(place);
            members.remove(place);
            return member;
        }

        boolean show(long record, Slice slice, Elements to) {
            int length = members.records().showKey(record, slice);
            to.take(slice.bytes(), slice.from(), length);
            return true;
        }
    }

    @Override
    public ValueKind kind() {
        return ValueKind.SET;
    }

    @Override
    byte[] small() {
        return ints != null ? ints : packed;
    }

    /** Whether all of it is integers in one array. */
    boolean isOfIntegers() {
        return ints != null;
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
        return table == null ? 0 : table.members.touch(hashes, count);
    }

    @Override
    public String encoding() {
        return ints != null ? "intset" : packed != null ? "listpack" : "hashtable";
    }

    @Override
    public int size() {
        return ints != null ? IntSet.count(ints)
            : packed != null ? Packed.count(packed) : table.members.count();
    }

    @Override
    public long memoryBytes() {
        return OBJECT_BYTES + (table == null
            ? Sizes.array(ints != null ? ints.length : packed.length)
            : TABLE_OBJECTS_BYTES + table.members.memoryBytes());
    }

    /** Whether there is a member. */
    public boolean has(byte[] member, int from, int length) {
        if (table != null) {
            return table.has(member, from, length);
        }
        if (packed != null) {
            return Packed.find(packed, 1, member, from, length) != Packed.NONE;
        }
        return Decimal.is(member, from, length)
            && IntSet.find(ints, Decimal.parse(member, from, length)) >= 0;
    }

    /**
     * Adds a member.
     *
     * @param limits     up to where it may stay small
     * @param intEntries up to how many members it may be a set of integers
     * @return whether the member is new
     */
    public boolean add(byte[] member, int from, int length, Limits limits, int intEntries) {
        if (ints != null) {
            if (Decimal.is(member, from, length)) {
                return addInteger(Decimal.parse(member, from, length), intEntries);
            }
            if (IntSet.count(ints) < limits.entries() && limits.admits(length, 0)) {
                pack();
            } else {
                unpack();
            }
        }
        if (packed != null) {
            if (Packed.find(packed, 1, member, from, length) != Packed.NONE) {
                return false;
            }
            if (Packed.count(packed) < limits.entries() && limits.admits(length, 0)) {
                packed = Packed.add(packed, member, from, length);
                return true;
            }
            unpack();
        }
        boolean added = table.add(member, from, length);
        if (added) {
            table.note(member, from, length, true);
        }
        return added;
    }

    private boolean addInteger(long value, int intEntries) {
        int index = IntSet.find(ints, value);
        if (index >= 0) {
            return false;
        }
        if (IntSet.count(ints) >= intEntries) {
            unpack();
            byte[] text = Decimal.text(value);
            return table.add(text, 0, text.length);
        }
        ints = IntSet.insert(ints, -1 - index, value);
        return true;
    }

    private void pack() {
        byte[] all = Packed.EMPTY;
        for (int i = 0; i < IntSet.count(ints); i++) {
            byte[] text = Decimal.text(IntSet.get(ints, i));
            all = Packed.add(all, text, 0, text.length);
        }
        packed = all;
        ints = null;
    }

    private void unpack() {
        Members grown = new Members();
        forEach((bytes, from, length) -> grown.add(bytes, from, length));
        table = grown;
        ints = null;
        packed = null;
    }

    /** Removes a member; false when it was not there. */
    public boolean remove(byte[] member, int from, int length) {
        if (table != null) {
            boolean removed = table.remove(member, from, length);
            if (removed) {
                table.note(member, from, length, false);
            }
            return removed;
        }
        if (packed != null) {
            int place = Packed.find(packed, 1, member, from, length);
            if (place != Packed.NONE) {
                packed = Packed.remove(packed, place, 1);
            }
            return place != Packed.NONE;
        }
        int index = Decimal.is(member, from, length)
            ? IntSet.find(ints, Decimal.parse(member, from, length)) : -1;
        if (index >= 0) {
            ints = IntSet.remove(ints, index);
        }
        return index >= 0;
    }

    /** Removes a member chosen evenly among all, and answers it; there must be one. */
    public byte[] pop() {
        if (table != null) {
            byte[] popped = table.removeAt(table.members.stepAndRandom());
            table.note(popped, 0, popped.length, false);
            return popped;
        }
        int index = MovingTable.RANDOM.nextInt(size());
        byte[] member = small(index);
        if (ints != null) {
            ints = IntSet.remove(ints, index);
        } else {
            packed = Packed.remove(packed, Packed.place(packed, index), 1);
        }
        return member;
    }

    private byte[] small(int index) {
        return ints != null ? Decimal.text(IntSet.get(ints, index))
            : Packed.bytes(packed, Packed.place(packed, index));
    }

    /** A member chosen evenly among all; there must be one. */
    public byte[] random() {
        return table != null ? table.at(table.members.random())
            : small(MovingTable.RANDOM.nextInt(size()));
    }

    @Override
    public boolean note(Edits edits) {
        if (table == null) {
            return false;
        }
        table.edits = edits;
        return true;
    }

    /** Whether it is one array, and to walk over it is cheap. */
    public boolean isSmall() {
        return table == null;
    }

    /** Shows every member. */
    public void forEach(Elements to) {
        if (table != null) {
            Slice slice = new Slice();
            table.members.forEach(record -> table.show(record, slice, to));
        } else {
            showSmall(to);
        }
    }

    private static boolean show(byte[] member, Elements to) {
        to.take(member, 0, member.length);
        return true;
    }

    private void showSmall(Elements to) {
        if (ints != null) {
            byte[] all = ints;
            for (int i = 0; i < IntSet.count(all); i++) {
                show(Decimal.text(IntSet.get(all, i)), to);
            }
            return;
        }
        byte[] all = packed;
        for (int at = Packed.FIRST; at < all.length; at = Packed.next(all, at)) {
            to.take(all, Packed.start(all, at), Packed.length(all, at));
        }
    }

    @Override
    public long elements(long cursor, int atLeast, Elements to) {
        if (table == null) {
            showSmall(to);
            return 0;
        }
        Slice slice = new Slice();
        return table.members.scan(cursor, atLeast, record -> table.show(record, slice, to));
    }

    @Override
    public SetValue copy() {
        SetValue copy = new SetValue();
        copy.ints = ints;
        copy.packed = packed;
        if (table != null) {
            copy.table = new Members();
            forEach(copy.table::add);
        }
        return copy;
    }

    @Override
    public List<byte[]> plain() {
        List<byte[]> all = new ArrayList<>(size());
        forEach((bytes, from, length) -> all.add(Arrays.copyOfRange(bytes, from, from + length)));
        return all;
    }
}
