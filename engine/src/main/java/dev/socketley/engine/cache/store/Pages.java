package dev.socketley.engine.cache.store;

import dev.socketley.engine.cache.store.Pieces.Piece;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Memory for records of any length, cut from large byte arrays, so that a million records are a few
 * hundred objects to the collector. A page holds records of one size; what is freed is given again,
 * and a page without records is let go; one that is mostly empty can be emptied, see {@link #toMove}.
 * A long record has a page of its own. Pages of the largest size are {@link Pieces} of shared slabs; once
 * there are many, they are cut from {@link Slabs} of their own.
 *
 * <p>A record is named by its address, a page and a place in it, which is never 0.
 *
 * <p>Thread: one owner. Bounds: {@link #ADDRESS_BITS} bits of address, 2^20 pages.
 */
final class Pages {
    /** Bits of the largest address. */
    static final int ADDRESS_BITS = 35;

    private static final VarHandle INTS =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int UNIT = 8;
    private static final int UNIT_BITS = 3;
    private static final int PLACE_BITS = Integer.numberOfTrailingZeros(Pieces.ROOM / UNIT);
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int PAGE_BYTES_MIN = 1 << 10;
    private static final int PAGE_BYTES_MAX = Pieces.ROOM;
    private static final int PAGES_MAX = 1 << (ADDRESS_BITS - PLACE_BITS);
    /** A page is at most this part of all there are, so that few records do not take a large one. */
    private static final int PART = 16;
    /** Longer records, in units, have a page of their own. */
    private static final int SHARED_UNITS_MAX = PAGE_BYTES_MAX / UNIT / 8;
    /** Sizes up to this many units are exact; above there are eight to each power of two. */
    private static final int EXACT_UNITS = 64;
    private static final int EXACT_BITS = 6;
    private static final int STEP_BITS = 3;
    private static final int NONE = -1;
    /** Pages are emptied when this part of all their bytes is free, and more than a few pages. */
    private static final int SPARSE_PART = 4;
    private static final long SPARSE_BYTES_MIN = 8L * PAGE_BYTES_MAX;
    private static final int PAGES_OF_SLAB = Slabs.ROOM / PAGE_BYTES_MAX;
    /** From so many bytes on pages have slabs of their own, so that one is at most a quarter of all. */
    private static final long SLABS_FROM_BYTES = 4L * Slabs.ROOM;
    /** The class of pages that are free. */
    private static final int FREE = 0;
    /** Pages that are looked at in one go for one to be emptied. */
    private static final int LOOKED_AT = 256;

    /** An array of {@link Slabs} and the pages that it was cut into. */
    private static final class Slab {
        private final Page[] pages = new Page[PAGES_OF_SLAB];
        private int used;
    }

    /** One array, or a part of one, and what is free in it. */
    private static final class Page {
        private byte[] bytes;
        private int from;
        /** What it is a part of, or null. */
        private Slab slab;
        /** What it is of a shared slab, or null. */
        private Piece piece;
        private final int length;
        private int index;
        private int size;
        private int sizeClass;
        private int live;
        /** The first freed record, each of which begins with the place of the next. */
        private int freed;
        private int fresh;
        private Page previous;
        private Page next;

        Page(byte[] bytes) {
            this.bytes = bytes;
            length = bytes.length;
        }

        Page(byte[] bytes, int from, Slab slab) {
            this.bytes = bytes;
            this.from = from;
            this.slab = slab;
            length = PAGE_BYTES_MAX;
        }

        Page(Piece piece) {
            this(piece.bytes(), piece.from(), null);
            this.piece = piece;
        }

        int capacity() {
            return length / (size * UNIT);
        }

        boolean hasRoom() {
            return freed != NONE || (fresh + size) * UNIT <= length;
        }

        /** Bytes of the heap that go with it. */
        long heldBytes() {
            return piece == null ? Sizes.array(length) : length;
        }

        int freshBytes() {
            return size == 0 && slab != null ? length : 0;
        }

        int after(int place) {
            return (int) INTS.get(bytes, from + (place << UNIT_BITS));
        }
    }

    private byte[][] arrays = new byte[4][];
    /** Where each page begins in its array. */
    private int[] starts = new int[4];
    private Page[] pages = new Page[4];
    /** Of each size the pages that have room. */
    private Page[] roomy = new Page[8];
    /** Of each size how many records there are, and how many its pages can hold. */
    private long[] lives = new long[8];
    private long[] capacities = new long[8];
    /** A page that is being emptied, which gives no room; null when there is none. */
    private Page leaving;
    /** Where records lie in it. */
    private BitSet left;
    private int lookAt;
    /** An empty page of the largest size that is no part of a slab, kept for the next that is needed. */
    private Page spare;
    private final List<Slab> slabs = new ArrayList<>();
    /** A slab of free pages, kept for the next that is needed. */
    private Slab spareSlab;
    /** No page has an index from here on. */
    private int end = 1;
    private int[] unused = {};
    private int unusedCount;
    private long heldBytes;
    private long liveBytes;
    /** Of pages that have never been used. */
    private long freshBytes;

    /** The array that a record lies in. */
    byte[] array(long address) {
        return arrays[(int) (address >>> PLACE_BITS)];
    }

    /** Where in {@link #array} a record begins. */
    int offset(long address) {
        return starts[(int) (address >>> PLACE_BITS)] + (((int) address & PLACE_MASK) << UNIT_BITS);
    }

    /** Bytes of the arrays that are held. */
    long heldBytes() {
        return heldBytes;
    }

    /** Bytes that records take, with what rounding their sizes adds. */
    long liveBytes() {
        return liveBytes;
    }

    /** Bytes that records take, and those of pages that are there for the next ones. */
    long memoryBytes() {
        return liveBytes + freshBytes;
    }

    /** The bytes that a record of so many bytes takes. */
    static long taken(int bytes) {
        int units = units(bytes);
        return units > SHARED_UNITS_MAX ? Sizes.array(bytes) : (long) size(units) * UNIT;
    }

    private static int units(int bytes) {
        return Math.max(bytes + UNIT - 1 >>> UNIT_BITS, 1);
    }

    /** Whether records of these lengths can take each other's place. */
    static boolean areAlike(int bytes, int others) {
        int units = units(bytes);
        int otherUnits = units(others);
        return Math.max(units, otherUnits) <= SHARED_UNITS_MAX && size(units) == size(otherUnits);
    }

    /** Whether a record of so many bytes has a page of its own. */
    static boolean isAlone(int bytes) {
        return units(bytes) > SHARED_UNITS_MAX;
    }

    private static int size(int units) {
        if (units <= EXACT_UNITS) {
            return units;
        }
        int shift = 31 - Integer.numberOfLeadingZeros(units - 1) - STEP_BITS;
        return (units + (1 << shift) - 1 >>> shift) << shift;
    }

    private static int sizeClass(int size) {
        if (size <= EXACT_UNITS) {
            return size;
        }
        int power = 31 - Integer.numberOfLeadingZeros(size - 1);
        return EXACT_UNITS + (power - EXACT_BITS << STEP_BITS)
            + (size - 1 >>> power - STEP_BITS) - (1 << STEP_BITS) + 1;
    }

    /** The address of room for so many bytes, whose content is anything. */
    long add(int bytes) {
        int units = units(bytes);
        if (units > SHARED_UNITS_MAX) {
            Page own = new Page(new byte[bytes]);
            own.size = NONE;
            register(own);
            heldBytes += Sizes.array(bytes);
            liveBytes += Sizes.array(bytes);
            return (long) own.index << PLACE_BITS;
        }
        int size = size(units);
        int sizeClass = sizeClass(size);
        if (sizeClass >= roomy.length) {
            int classes = Math.max(sizeClass + 1, 2 * roomy.length);
            roomy = Arrays.copyOf(roomy, classes);
            lives = Arrays.copyOf(lives, classes);
            capacities = Arrays.copyOf(capacities, classes);
        }
        Page page = roomy[sizeClass];
        if (page == null) {
            page = begin(size, sizeClass);
        }
        liveBytes += (long) size * UNIT;
        return (long) page.index << PLACE_BITS | take(page);
    }

    private int take(Page page) {
        int place = page.freed;
        if (place != NONE) {
            page.freed = page.after(place);
        } else {
            place = page.fresh;
            page.fresh += page.size;
        }
        page.live++;
        lives[page.sizeClass]++;
        if (!page.hasRoom()) {
            unlink(page);
        }
        return place;
    }

    private Page begin(int size, int sizeClass) {
        long part = Math.max(heldBytes / PART, 2L * size * UNIT);
        int bytes = part >= PAGE_BYTES_MAX ? PAGE_BYTES_MAX
            : Math.max(PAGE_BYTES_MIN, Integer.highestOneBit((int) part) << 1);
        if (2 * bytes >= PAGE_BYTES_MAX && !Slabs.isReady()) {
            Slabs.prepare();
        }
        Page page = bytes == PAGE_BYTES_MAX ? largest() : alone(bytes);
        page.size = size;
        page.sizeClass = sizeClass;
        page.live = 0;
        page.freed = NONE;
        page.fresh = 0;
        capacities[sizeClass] += page.capacity();
        link(page);
        return page;
    }

    /** A page of the largest size. */
    private Page largest() {
        if (spare != null) {
            Page page = spare;
            spare = null;
            return page;
        }
        if (roomy[FREE] == null) {
            if (heldBytes < SLABS_FROM_BYTES) {
                return shared();
            }
            addSlab();
        }
        Page page = roomy[FREE];
        unlink(page);
        freshBytes -= page.freshBytes();
        page.slab.used++;
        if (page.slab == spareSlab) {
            spareSlab = null;
        }
        return page;
    }

    /** One beside those of others, or an array as long as none of them is ready. */
    private Page shared() {
        Piece piece = Pieces.take();
        if (piece == null) {
            return alone(PAGE_BYTES_MAX);
        }
        Page page = new Page(piece);
        register(page);
        heldBytes += page.heldBytes();
        return page;
    }

    private Page alone(int bytes) {
        Page page = new Page(new byte[bytes]);
        register(page);
        heldBytes += page.heldBytes();
        return page;
    }

    private void addSlab() {
        byte[] bytes = Slabs.make();
        Slab slab = new Slab();
        for (int i = PAGES_OF_SLAB - 1; i >= 0; i--) {
            Page page = new Page(bytes, Slabs.FIRST + i * PAGE_BYTES_MAX, slab);
            register(page);
            slab.pages[i] = page;
            link(page);
        }
        slabs.add(slab);
        freshBytes += Slabs.ROOM;
        heldBytes += Sizes.array(bytes.length);
    }

    private void register(Page page) {
        if (unusedCount > 0) {
            page.index = unused[--unusedCount];
        } else {
            if (end == PAGES_MAX) {
                throw new IllegalStateException("no page is left: pages=" + PAGES_MAX);
            }
            page.index = end++;
            if (page.index == pages.length) {
                pages = Arrays.copyOf(pages, 2 * pages.length);
                arrays = Arrays.copyOf(arrays, pages.length);
                starts = Arrays.copyOf(starts, pages.length);
            }
        }
        pages[page.index] = page;
        lies(page);
    }

    private void lies(Page page) {
        arrays[page.index] = page.bytes;
        starts[page.index] = page.from;
    }

    private void link(Page page) {
        Page first = roomy[page.sizeClass];
        page.next = first;
        page.previous = null;
        if (first != null) {
            first.previous = page;
        }
        roomy[page.sizeClass] = page;
    }

    private void unlink(Page page) {
        if (page.previous == null) {
            roomy[page.sizeClass] = page.next;
        } else {
            page.previous.next = page.next;
        }
        if (page.next != null) {
            page.next.previous = page.previous;
        }
    }

    /** Gives a record's room back. */
    void remove(long address) {
        Page page = pages[(int) (address >>> PLACE_BITS)];
        if (page.size == NONE) {
            liveBytes -= Sizes.array(page.length);
            release(page);
            return;
        }
        liveBytes -= (long) page.size * UNIT;
        lives[page.sizeClass]--;
        page.live--;
        if (page == leaving) {
            left.clear((int) address & PLACE_MASK);
            if (page.live == 0) {
                leaving = null;
                left = null;
                free(page);
            }
            return;
        }
        boolean wasFull = !page.hasRoom();
        INTS.set(page.bytes, offset(address), page.freed);
        page.freed = (int) address & PLACE_MASK;
        if (wasFull) {
            link(page);
        }
        if (page.live == 0) {
            unlink(page);
            capacities[page.sizeClass] -= page.capacity();
            if (spare == null && page.slab == null && page.length == PAGE_BYTES_MAX) {
                spare = page;
            } else {
                free(page);
            }
        }
    }

    private void free(Page page) {
        Slab slab = page.slab;
        if (slab == null) {
            release(page);
        } else {
            page.sizeClass = FREE;
            link(page);
            slab.used--;
            if (slab.used == 0) {
                releaseSpare();
                spareSlab = slab;
            }
        }
        if (heldBytes <= SLABS_FROM_BYTES + Slabs.ROOM) {
            releaseSpare();
        }
    }

    private void releaseSpare() {
        if (spareSlab != null) {
            release(spareSlab);
            spareSlab = null;
        }
    }

    private void release(Slab slab) {
        for (Page page : slab.pages) {
            unlink(page);
            freshBytes -= page.freshBytes();
            forget(page);
        }
        slabs.remove(slab);
        heldBytes -= Sizes.array(slab.pages[0].bytes.length);
    }

    // ---- giving back what is free in pages ----------------------------------------------------

    /** Whether so much of the pages is free that it is worth moving records to let some go. */
    boolean isSparse() {
        long free = heldBytes - liveBytes;
        // The pages of one slab may be free.
        return free > SPARSE_BYTES_MIN + (slabs.isEmpty() ? 0 : Slabs.ROOM) && free > heldBytes / SPARSE_PART;
    }

    /**
     * A record whose page could be let go if it and the others there lay elsewhere: the caller adds
     * a copy and removes it. {@code 0} when no such page was found among those looked at, which are
     * others each time.
     */
    long toMove() {
        if (leaving == null) {
            leave();
        }
        if (leaving == null) {
            settle();
        }
        return leaving == null ? 0 : (long) leaving.index << PLACE_BITS | left.nextSetBit(0);
    }

    private void leave() {
        for (int i = 0; i < Math.min(LOOKED_AT, end); i++) {
            lookAt = lookAt + 1 < end ? lookAt + 1 : 1;
            Page page = pages[lookAt];
            if (page != null && page.live > 0 && page.size != NONE && 2 * page.live <= page.capacity()
                    && capacities[page.sizeClass] - page.capacity() >= lives[page.sizeClass]) {
                leave(page);
                return;
            }
        }
    }

    private void leave(Page page) {
        unlink(page);
        capacities[page.sizeClass] -= page.capacity();
        left = new BitSet(page.fresh);
        for (int place = 0; place < page.fresh; place += page.size) {
            left.set(place);
        }
        for (int place = page.freed; place != NONE; place = page.after(place)) {
            left.clear(place);
        }
        leaving = page;
    }

    /** Lets the slab go that has the fewest pages with records, after these were copied to others. */
    private void settle() {
        releaseSpare();
        Slab least = null;
        for (Slab each : slabs) {
            if (each.used > 0 && (least == null || each.used < least.used)) {
                least = each;
            }
        }
        if (least == null || 2 * least.used > PAGES_OF_SLAB) {
            return;
        }
        for (Page page : least.pages.clone()) {
            Page free = page.sizeClass == FREE ? null : freeBeside(least);
            if (free != null) {
                exchange(page, free);
            }
        }
        if (least.used == 0) {
            release(least);
        }
    }

    private Page freeBeside(Slab slab) {
        Page page = roomy[FREE];
        while (page != null && page.slab == slab) {
            page = page.next;
        }
        if (page == null && 4 * slab.used <= PAGES_OF_SLAB) {
            page = shared();
            link(page);
        }
        return page;
    }

    /** The records of a page lie in the memory of a free one then, and it has theirs. */
    private void exchange(Page page, Page free) {
        System.arraycopy(page.bytes, page.from, free.bytes, free.from, PAGE_BYTES_MAX);
        freshBytes -= free.freshBytes();
        free.size = page.size;
        Slab slab = page.slab;
        byte[] bytes = page.bytes;
        int from = page.from;
        page.piece = free.piece;
        free.piece = null;
        put(page, free.slab, free.bytes, free.from);
        put(free, slab, bytes, from);
        slab.used--;
        if (page.slab != null) {
            page.slab.used++;
        }
    }

    private void put(Page page, Slab slab, byte[] bytes, int from) {
        page.slab = slab;
        page.bytes = bytes;
        page.from = from;
        lies(page);
        if (slab != null) {
            slab.pages[from / PAGE_BYTES_MAX] = page;
        }
    }

    private void release(Page page) {
        heldBytes -= page.heldBytes();
        if (page.piece != null) {
            Pieces.give(page.piece);
        }
        forget(page);
    }

    private void forget(Page page) {
        pages[page.index] = null;
        arrays[page.index] = null;
        if (unusedCount == unused.length) {
            unused = Arrays.copyOf(unused, Math.max(8, 2 * unusedCount));
        }
        unused[unusedCount++] = page.index;
    }
}
