package dev.socketley.engine.cache.store;

/**
 * Walks a list in either direction; it is not changed meanwhile.
 *
 * <p>Thread: the list's owner.
 */
public final class ListCursor {
    private final ListValue list;
    private final Slice slice = new Slice();
    private int chunkAt;
    private Chunk chunk;
    /** Where the next element forward begins; the one before it ends here. */
    private int gap;
    private int shown;

    /** The cursor stands before element {@code index}. */
    ListCursor(ListValue list, int index) {
        this.list = list;
        if (index >= list.size()) {
            chunkAt = list.chunks() - 1;
            chunk = list.chunk(chunkAt);
            gap = chunk.to;
        } else {
            chunkAt = list.chunkOf(Math.max(index, 0));
            chunk = list.chunk(chunkAt);
            gap = chunk.locate(Math.max(index, 0) - list.firstIndex(chunkAt));
        }
    }

    /** Goes over the next element; false at the end. */
    public boolean next() {
        while (gap == chunk.to) {
            if (chunkAt + 1 >= list.chunks()) {
                return false;
            }
            chunk = list.chunk(++chunkAt);
            gap = chunk.from;
        }
        shown = gap;
        int length = chunk.lengthAt(gap);
        int data = Chunk.dataAt(gap, length);
        slice.set(chunk.bytes, data, length);
        gap = data + length + data - shown;
        return true;
    }

    /** Goes back over the element before; false at the beginning. */
    public boolean previous() {
        while (gap == chunk.from) {
            if (chunkAt == 0) {
                return false;
            }
            chunk = list.chunk(--chunkAt);
            gap = chunk.to;
        }
        gap = chunk.before(gap);
        shown = gap;
        ListValue.show(chunk, gap, slice);
        return true;
    }

    /** The element gone over last. */
    public Slice element() {
        return slice;
    }
}
