package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A list of byte strings. A small one is a single packed array; a large one is a row of packed
 * arrays of about 8 KB, so that pushing, popping and finding an index stay fast at any size and an
 * element costs two bytes beside its own.
 *
 * <p>Thread: one owner. Bounds: none of its own.
 */
public final class ListValue extends Value {
    private static final int OBJECT_BYTES = 40;
    /** Where the first element of a new list is on the scale of positions. */
    private static final long ORIGIN = 1L << 48;

    private Chunk first = new Chunk(0);
    /** The same as {@link #first} while there is but one. */
    private Chunk last = first;
    /** Chunks between; null when there are none and never were. */
    private Chunks middle;
    private int size;
    /** Of each packed array, as {@link Chunk#fits} has it. */
    private final int limit;
    /** The position of the first element; no change gives an element a lower one than it had. */
    private long origin = ORIGIN;
    private Edits edits;

    /** @param limit of each packed array: bytes, up to 8192, or elements when negative */
    public ListValue(int limit) {
        this.limit = limit;
    }

    @Override
    public ValueKind kind() {
        return ValueKind.LIST;
    }

    @Override
    public String encoding() {
        return isPacked() ? "listpack" : "quicklist";
    }

    @Override
    public int size() {
        return size;
    }

    /** Whether all of it lies in one small array. */
    boolean isPacked() {
        return first == last && first.isWithin(limit);
    }

    @Override
    public long memoryBytes() {
        return OBJECT_BYTES + first.memoryBytes() + (first == last ? 0 : last.memoryBytes())
            + (middle == null ? 0 : middle.memoryBytes());
    }

    @Override
    public ListValue copy() {
        ListValue copy = new ListValue(limit);
        copy.size = size;
        copy.first = first.copy();
        copy.last = first == last ? copy.first : last.copy();
        if (middleSize() > 0) {
            copy.middle = new Chunks();
            for (int i = 0; i < middle.size(); i++) {
                copy.middle.addLast(middle.get(i).copy());
            }
        }
        return copy;
    }

    // ---- both ends ----------------------------------------------------------------------------

    /** Adds an element before the first. */
    public void pushFirst(byte[] bytes, int from, int length) {
        if (!first.fits(length, limit)) {
            addFirst(new Chunk(0));
        }
        first.pushFirst(bytes, from, length);
        size++;
        origin--;
        note(0, List.of(), bytes, from, length);
    }

    /** Adds an element behind the last. */
    public void pushLast(byte[] bytes, int from, int length) {
        if (!last.fits(length, limit)) {
            addLast(new Chunk(0));
        }
        last.pushLast(bytes, from, length);
        size++;
        note(size - 1, List.of(), bytes, from, length);
    }

    /** Shows the first element of a list that is not empty. */
    public void first(Slice to) {
        show(first, first.from, to);
    }

    /** Shows the last element of a list that is not empty. */
    public void last(Slice to) {
        show(last, last.before(last.to), to);
    }

    /** Shows element {@code index}, 0 or more and below {@link #size}. */
    public void get(int index, Slice to) {
        int at = chunkOf(index);
        Chunk chunk = chunk(at);
        show(chunk, chunk.locate(index - firstIndex(at)), to);
    }

    static void show(Chunk chunk, int at, Slice to) {
        int length = chunk.lengthAt(at);
        to.set(chunk.bytes, Chunk.dataAt(at, length), length);
    }

    /** Takes away the first elements, as many as there are at most. */
    public void dropFirst(int elements) {
        int left = Math.min(elements, size);
        noteGone(0, left);
        size -= left;
        origin += left;
        while (left > 0 && left >= first.count && first != last) {
            left -= first.count;
            removeFirst();
        }
        if (left > 0) {
            first.dropFirst(left);
        }
        settle();
    }

    /** Takes away the last elements, as many as there are at most. */
    public void dropLast(int elements) {
        int left = Math.min(elements, size);
        noteGone(size - left, left);
        size -= left;
        while (left > 0 && left >= last.count && first != last) {
            left -= last.count;
            removeLast();
        }
        if (left > 0) {
            last.dropLast(left);
        }
        settle();
    }

    private void settle() {
        if (first == last) {
            first.trim();
            middle = null;
        }
    }

    // ---- anywhere -----------------------------------------------------------------------------

    /** A cursor on element {@code index}, which may be {@code -1} or {@link #size}. */
    public ListCursor cursor(int index) {
        return new ListCursor(this, index);
    }

    /** Shows elements in a row, of which there must be so many. */
    public void show(int from, int count, Elements to) {
        int chunkAt = chunkOf(from);
        Chunk chunk = chunk(chunkAt);
        int at = chunk.locate(from - firstIndex(chunkAt));
        int left = count;
        while (left > 0) {
            byte[] bytes = chunk.bytes;
            int end = chunk.to;
            for (; at < end && left > 0; left--) {
                int length = chunk.lengthAt(at);
                int data = Chunk.dataAt(at, length);
                to.take(bytes, data, length);
                at = 2 * data + length - at;
            }
            if (left > 0) {
                chunk = chunk(++chunkAt);
                at = chunk.from;
            }
        }
    }

    /** Replaces element {@code index}. */
    public void set(int index, byte[] bytes, int from, int length) {
        if (edits != null) {
            note(index, copies(index, 1), bytes, from, length);
        }
        int at = chunkOf(index);
        Chunk chunk = chunk(at);
        int place = chunk.locate(index - firstIndex(at));
        long before = chunk.memoryBytes();
        place = chunk.remove(place);
        if (chunk.fits(length, limit)) {
            chunk.insert(place, bytes, from, length);
            changed(at, before);
        } else {
            changed(at, before);
            insertSplit(at, place, bytes, from, length);
        }
    }

    /** Puts an element before element {@code index}, or behind the last. */
    public void insert(int index, byte[] bytes, int from, int length) {
        if (index == 0) {
            pushFirst(bytes, from, length);
        } else if (index == size) {
            pushLast(bytes, from, length);
        } else {
            int at = chunkOf(index);
            Chunk chunk = chunk(at);
            int place = chunk.locate(index - firstIndex(at));
            long before = chunk.memoryBytes();
            if (chunk.fits(length, limit)) {
                chunk.insert(place, bytes, from, length);
                changed(at, before);
            } else {
                insertSplit(at, place, bytes, from, length);
            }
            size++;
            note(index, List.of(), bytes, from, length);
        }
    }

    /** Cuts a full chunk at {@code place} and puts an element between the parts. */
    private void insertSplit(int at, int place, byte[] bytes, int from, int length) {
        Chunk left = chunk(at);
        long before = left.memoryBytes();
        Chunk right = left.split(place, countFrom(left, place));
        if (left.count > 0 && !left.fits(length, limit)) {
            Chunk between = new Chunk(0);
            between.pushLast(bytes, from, length);
            changed(at, before);
            insertChunk(at + 1, between);
            insertRest(at + 2, right);
            return;
        }
        left.pushLast(bytes, from, length);
        changed(at, before);
        insertRest(at + 1, right);
    }

    private void insertRest(int at, Chunk right) {
        if (right.count > 0) {
            insertChunk(at, right);
        }
    }

    private static int countFrom(Chunk chunk, int place) {
        int count = 0;
        for (int at = place; at < chunk.to; at = chunk.next(at)) {
            count++;
        }
        return count;
    }

    /** Takes an element out of a chunk; answers where the next one begins in it now. */
    int remove(int chunkAt, int place) {
        Chunk chunk = chunk(chunkAt);
        if (edits != null) {
            noteGone(firstIndex(chunkAt) + chunk.count - countFrom(chunk, place), 1);
        }
        long before = chunk.memoryBytes();
        int next = chunk.remove(place);
        changed(chunkAt, before);
        size--;
        origin++;
        return next;
    }

    /** Tidies up after chunks lost elements: no empty one stays, and no two that fit in half. */
    void compact(int from, int to) {
        for (int at = Math.min(to + 1, chunks() - 1); at >= from && first != last; at--) {
            Chunk chunk = chunk(at);
            boolean joins = at > 0
                && chunk(at - 1).used() + chunk.used() <= Chunk.BYTES_MAX / 2;
            if (joins) {
                Chunk left = chunk(at - 1);
                long before = left.memoryBytes();
                left.append(chunk);
                changed(at - 1, before);
            }
            if (joins || chunk.count == 0) {
                removeChunk(at);
            }
        }
        settle();
    }

    // ---- changes that are noted ---------------------------------------------------------------

    @Override
    public boolean note(Edits to) {
        edits = to;
        return true;
    }

    private void note(int index, List<byte[]> gone, byte[] bytes, int from, int length) {
        if (edits != null) {
            note(index, gone, List.of(Arrays.copyOfRange(bytes, from, from + length)));
        }
    }

    private void noteGone(int index, int count) {
        if (edits != null && count > 0) {
            note(index, copies(index, count), List.of());
        }
    }

    private void note(int index, List<byte[]> gone, List<byte[]> come) {
        edits.add(again -> {
            if (again) {
                replace(index, gone.size(), come);
            } else {
                replace(index, come.size(), gone);
            }
        });
    }

    private List<byte[]> copies(int from, int count) {
        List<byte[]> all = new ArrayList<>(count);
        show(from, count, (bytes, at, length) -> all.add(Arrays.copyOfRange(bytes, at, at + length)));
        return all;
    }

    /** Puts elements in the place of others in a row. */
    private void replace(int from, int count, List<byte[]> with) {
        int index = Math.min(from, size);
        if (index == 0) {
            dropFirst(count);
            for (int i = with.size() - 1; i >= 0; i--) {
                pushFirst(with.get(i), 0, with.get(i).length);
            }
        } else if (index + count >= size) {
            dropLast(size - index);
            with.forEach(each -> pushLast(each, 0, each.length));
        } else {
            ListCursor walk = cursor(index);
            for (int i = 0; i < count && walk.next(); i++) {
                walk.remove();
            }
            walk.end();
            for (int i = 0; i < with.size(); i++) {
                insert(index + i, with.get(i), 0, with.get(i).length);
            }
        }
    }

    // ---- the row of chunks --------------------------------------------------------------------

    private int middleSize() {
        return middle == null ? 0 : middle.size();
    }

    int chunks() {
        return first == last ? 1 : 2 + middleSize();
    }

    Chunk chunk(int at) {
        if (at == 0) {
            return first;
        }
        return at == middleSize() + 1 ? last : middle.get(at - 1);
    }

    /** The chunk that holds an index. */
    int chunkOf(int index) {
        if (index < first.count) {
            return 0;
        }
        int rest = size - last.count;
        if (index >= rest) {
            return chunks() - 1;
        }
        if (index < size / 2) {
            int at = 0;
            for (int left = index - first.count; left >= middle.count(at); at++) {
                left -= middle.count(at);
            }
            return at + 1;
        }
        int at = middle.size();
        while (index < rest) {
            rest -= middle.count(--at);
        }
        return at + 1;
    }

    /** The index of the first element of a chunk. */
    int firstIndex(int at) {
        if (at <= middleSize() / 2) {
            int index = at == 0 ? 0 : first.count;
            for (int i = 0; i < at - 1; i++) {
                index += middle.count(i);
            }
            return index;
        }
        int index = size;
        if (first == last) {
            return 0;
        }
        index -= last.count;
        for (int i = middleSize(); i >= at; i--) {
            index -= middle.count(i - 1);
        }
        return index;
    }

    private void changed(int at, long bytesBefore) {
        if (at > 0 && at <= middleSize()) {
            middle.changed(at - 1, bytesBefore);
        }
    }

    private void addFirst(Chunk chunk) {
        if (first != last) {
            middle().addFirst(first);
        }
        first = chunk;
    }

    private void addLast(Chunk chunk) {
        if (first != last) {
            middle().addLast(last);
        }
        last = chunk;
    }

    private Chunks middle() {
        if (middle == null) {
            middle = new Chunks();
        }
        return middle;
    }

    private void insertChunk(int at, Chunk chunk) {
        if (at == 0) {
            addFirst(chunk);
        } else if (at == chunks()) {
            addLast(chunk);
        } else {
            middle().insert(at - 1, chunk);
        }
    }

    private void removeFirst() {
        first = middleSize() > 0 ? middle.removeFirst() : last;
    }

    private void removeLast() {
        last = middleSize() > 0 ? middle.removeLast() : first;
    }

    private void removeChunk(int at) {
        if (at == 0) {
            removeFirst();
        } else if (at == chunks() - 1) {
            removeLast();
        } else {
            middle.remove(at - 1);
        }
    }

    @Override
    public long elements(long cursor, int atLeast, Elements to) {
        long position = Math.max(cursor == 0 ? origin : cursor, origin);
        long index = position - origin;
        if (index >= size) {
            return 0;
        }
        ListCursor walk = cursor((int) index);
        for (int i = 0; i < atLeast && walk.next(); i++) {
            Slice element = walk.element();
            to.take(element.bytes(), element.from(), element.length());
        }
        return index + atLeast < size ? position + atLeast : 0;
    }

    @Override
    public List<byte[]> plain() {
        List<byte[]> all = new ArrayList<>(size);
        ListCursor walk = cursor(0);
        while (walk.next()) {
            all.add(walk.element().copy());
        }
        return all;
    }
}
