package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * Takes out the elements that equal one.
     *
     * @param most    how many of them, from the first on or, unless {@code forward}, from the last
     * @return how many there were
     */
    public int removeEqual(byte[] bytes, int from, int length, long most, boolean forward) {
        Hits hits = new Hits();
        Removal removal = new Removal();
        int[] gone = {};
        int before = size;
        int passed = 0;
        int chunks = chunks();
        for (int i = 0; i < chunks && removal.count < most; i++) {
            int at = forward ? i : chunks - 1 - i;
            Chunk chunk = chunk(at);
            chunk.find(bytes, from, length, forward, most - removal.count, hits);
            passed += chunk.count;
            if (edits != null && hits.count() > 0) {
                gone = hits.addTo(gone, removal.count, forward ? passed - chunk.count : before - passed);
            }
            removal.take(at, hits);
        }
        removal.end();
        if (edits != null && removal.count > 0) {
            noteGone(Arrays.copyOf(gone, removal.count), Arrays.copyOfRange(bytes, from, from + length));
        }
        return removal.count;
    }

    private void noteGone(int[] indexes, byte[] element) {
        Arrays.sort(indexes);
        edits.add(again -> {
            if (again) {
                removeAll(indexes);
            } else {
                insertAll(indexes, element);
            }
        });
    }

    /** Takes out the elements of these indexes, which ascend. */
    private void removeAll(int[] indexes) {
        Hits hits = new Hits();
        Removal removal = new Removal();
        int chunks = chunks();
        int start = 0;
        for (int at = 0; at < chunks && removal.count < indexes.length; at++) {
            Chunk chunk = chunk(at);
            int end = start + chunk.count;
            chunk.find(indexes, removal.count, start, hits);
            removal.take(at, hits);
            start = end;
        }
        removal.end();
    }

    /** Puts an element where it will have these indexes, which ascend. */
    private void insertAll(int[] indexes, byte[] element) {
        Row row = new Row();
        int next = 0;
        for (int i = 0; i < chunks(); i++) {
            Chunk chunk = chunk(i);
            if (next == indexes.length || indexes[next] >= row.count + chunk.count) {
                row.add(chunk);
                continue;
            }
            for (int at = chunk.from; at < chunk.to; at = chunk.next(at)) {
                for (; next < indexes.length && indexes[next] == row.count; next++) {
                    row.push(element, 0, element.length);
                }
                int length = chunk.lengthAt(at);
                row.push(chunk.bytes, Chunk.dataAt(at, length), length);
            }
        }
        for (; next < indexes.length; next++) {
            row.push(element, 0, element.length);
        }
        set(row.chunks);
        size = row.count;
    }

    /** Elements that are taken out chunk by chunk. */
    private final class Removal {
        private int count;
        private int first = Integer.MAX_VALUE;
        private int last = -1;

        void take(int at, Hits hits) {
            if (hits.count() > 0) {
                Chunk chunk = chunk(at);
                long before = chunk.memoryBytes();
                chunk.removeAll(hits);
                changed(at, before);
                count += hits.count();
                first = Math.min(first, at);
                last = Math.max(last, at);
            }
        }

        void end() {
            size -= count;
            origin += count;
            if (first <= last) {
                compact(first, last);
            }
        }
    }

    /** Chunks that are filled one after the other. */
    private final class Row {
        private final List<Chunk> chunks = new ArrayList<>();
        private int count;
        private Chunk open;

        /** Adds a chunk as it is. */
        void add(Chunk whole) {
            open = null;
            if (whole.count > 0) {
                chunks.add(whole);
                count += whole.count;
            }
        }

        void push(byte[] bytes, int from, int length) {
            if (open == null || !open.fits(length, limit)) {
                open = new Chunk(0);
                chunks.add(open);
            }
            open.pushLast(bytes, from, length);
            count++;
        }
    }

    /** Tidies up after chunks lost elements: no empty one stays, and no two that fit in half. */
    private void compact(int from, int to) {
        List<Chunk> row = new ArrayList<>(chunks());
        for (int at = 0; at < chunks(); at++) {
            Chunk chunk = chunk(at);
            boolean joins = at >= from && at <= to + 1 && !row.isEmpty()
                && row.getLast().used() + chunk.used() <= Chunk.BYTES_MAX / 2;
            if (joins) {
                row.getLast().append(chunk);
            } else if (chunk.count > 0) {
                row.add(chunk);
            }
        }
        if (row.size() < chunks()) {
            set(row);
        }
        settle();
    }

    private void set(List<Chunk> row) {
        first = row.isEmpty() ? new Chunk(0) : row.getFirst();
        last = row.isEmpty() ? first : row.getLast();
        middle = null;
        for (int i = 1; i < row.size() - 1; i++) {
            middle().addLast(row.get(i));
        }
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
            removeAll(IntStream.range(index, index + count).toArray());
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
