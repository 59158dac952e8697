package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Memory for records of any length, cut from large byte arrays, so that a million records are a few
 * hundred objects to the collector. A page holds records of one size; what is freed is given again,
 * and a page without records is let go; one that is mostly empty can be emptied, see {@link #toMove}.
 * A long record has a page of its own.
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
    private static final int PLACE_BITS = 15;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int PAGE_BYTES_MIN = 1 << 10;
    private static final int PAGE_BYTES_MAX = UNIT << PLACE_BITS;
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
    /** Pages that are looked at in one go for one to be emptied. */
    private static final int LOOKED_AT = 256;

    /** One array and what is free in it. */
    private static final class Page {
        private final byte[] bytes;
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
        }

        int capacity() {
            return bytes.length / (size * UNIT);
        }

        boolean hasRoom() {
            return freed != NONE || (fresh + size) * UNIT <= bytes.length;
        }
    }

    private byte[][] arrays = new byte[4][];
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
    /** An empty page of the largest size, kept for the next that is needed. */
    private Page spare;
    /** No page has an index from here on. */
    private int end = 1;
    private int[] unused = {};
    private int unusedCount;
    private long heldBytes;
    private long liveBytes;

    /** The array that a record lies in. */
    byte[] array(long address) {
        return arrays[(int) (address >>> PLACE_BITS)];
    }

    /** Where in {@link #array} a record begins. */
    static int offset(long address) {
        return ((int) address & PLACE_MASK) << UNIT_BITS;
    }

    /** Bytes of the arrays that are held. */
    long heldBytes() {
        return heldBytes;
    }

    /** Bytes that records take, with what rounding their sizes adds. */
    long liveBytes() {
        return liveBytes;
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
            page.freed = (int) INTS.get(page.bytes, place << UNIT_BITS);
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
        Page page = spare;
        if (page != null && bytes == PAGE_BYTES_MAX) {
            spare = null;
        } else {
            page = new Page(new byte[bytes]);
            register(page);
        }
        page.size = size;
        page.sizeClass = sizeClass;
        page.live = 0;
        page.freed = NONE;
        page.fresh = 0;
        capacities[sizeClass] += page.capacity();
        link(page);
        return page;
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
            }
        }
        pages[page.index] = page;
        arrays[page.index] = page.bytes;
        heldBytes += Sizes.array(page.bytes.length);
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
            liveBytes -= Sizes.array(page.bytes.length);
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
                release(page);
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
            if (spare == null && page.bytes.length == PAGE_BYTES_MAX) {
                spare = page;
            } else {
                release(page);
            }
        }
    }

    // ---- giving back what is free in pages ----------------------------------------------------

    /** Whether so much of the pages is free that it is worth moving records to let some go. */
    boolean isSparse() {
        long free = heldBytes - liveBytes;
        return free > SPARSE_BYTES_MIN && free > heldBytes / SPARSE_PART;
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
        return leaving == null ? 0 : (long) leaving.index << PLACE_BITS | left.nextSetBit(0);
    }

    private void leave() {
        for (int i = 0; i < Math.min(LOOKED_AT, end); i++) {
            lookAt = lookAt + 1 < end ? lookAt + 1 : 1;
            Page page = pages[lookAt];
            if (page != null && page != spare && page.size != NONE && 2 * page.live <= page.capacity()
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
        for (int place = page.freed; place != NONE;
                place = (int) INTS.get(page.bytes, place << UNIT_BITS)) {
            left.clear(place);
        }
        leaving = page;
    }

    private void release(Page page) {
        heldBytes -= Sizes.array(page.bytes.length);
        pages[page.index] = null;
        arrays[page.index] = null;
        if (unusedCount == unused.length) {
            unused = Arrays.copyOf(unused, Math.max(8, 2 * unusedCount));
        }
        unused[unusedCount++] = page.index;
    }
}
