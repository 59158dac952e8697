package dev.socketley.engine.cache.store;

/**
 * The value of a key that is not a string: several elements, changed in place.
 *
 * <p>Whoever changes one tells the store, with {@link Store#edited}. One value belongs to one key:
 * what goes to a second one is a {@link #copy}.
 *
 * <p>Thread: that of its store. Bounds: none of its own.
 */
public abstract class Value {
    /** Takes elements: slices of arrays that stay the value's and are not written. */
    @FunctionalInterface
    public interface Elements {
        void take(byte[] bytes, int from, int length);
    }

    /** What it is. */
    public abstract ValueKind kind();

    /** The name of its present form, as {@code OBJECT ENCODING} answers it. */
    public abstract String encoding();

    /** Number of elements; a key whose value has none goes. */
    public abstract int size();

    /** Heap bytes it takes with its elements, without walking over them. */
    public abstract long memoryBytes();

    /** All of it in a few bytes that are not written any more, or null: it has grown, or has no such form. */
    byte[] small() {
        return null;
    }

    /** Whether the store has this object; else it is a copy of what lies beside the key. */
    boolean isKept() {
        return true;
    }

    /** The store has this object from now on. */
    void kept() {
    }

    /** A value of its own with the same elements, which are shared as they never change. */
    public abstract Value copy();

    /**
     * Shows the elements of the next part, in the order that its kind's command takes them: field
     * and value of a hash, score and member of a sorted set. As {@link Store#scan}: what is there
     * from the first call to the last is shown at least once, whatever changes between the calls.
     *
     * @param cursor  0, or the answer of the call before
     * @param atLeast how many elements to show, if there are so many; a compact value shows all
     * @return where to go on, 0 at the end
     */
    public abstract long elements(long cursor, int atLeast, Elements to);

    /**
     * Notes from now on what is changed, until told otherwise.
     *
     * @param edits where to, or null to end it
     * @return false when the value is so small that it is cheap to copy: nothing is noted
     */
    public abstract boolean note(Edits edits);

    /** Whether its elements lie in a table, so that looking one up waits for memory. */
    public boolean isTable() {
        return false;
    }

    /** As {@link Store#touch}, for the elements of a table. */
    public long touch(int[] hashes, int count) {
        return 0;
    }

    /** The hash of an element, which is the same for every value of this process. */
    public static int hash(byte[] bytes, int from, int length) {
        return Table.slotHash(SipHash.ELEMENTS.hash(bytes, from, length));
    }

    /** It as hooks see it: a list of {@code byte[]}, or a map from {@code byte[]}. */
    public abstract Object plain();
}
