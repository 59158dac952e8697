package dev.socketley.engine.cache.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Large arrays, from which pages and segments are made: large enough to be born in the old part of the
 * heap, where no collection copies them, when the arrays of most programs are not (the launcher's
 * {@code PretenureSizeThreshold}, {@code docs/decisions/0020-cache-slabs.md}). A thread keeps one ready, and
 * the memory behind it, and, once, that of the young heap.
 *
 * <p>Thread: any.
 */
final class Slabs {
    /** What is used of one: as much as an array of 2^19 numbers has, which is to be born young. */
    static final int ROOM = 4 << 20;
    /** Where eight bytes in an array lie in eight bytes of memory. */
    static final int FIRST = Sizes.firstAligned();

    private static final int MORE = 64;
    /** Where so little of the heap is free none is made ahead. */
    private static final long FREE_BYTES_MIN = 16L * ROOM;
    /** The young heap, of which this is the size that the launcher gives it. */
    private static final long YOUNG_BYTES = 32 << 20;
    /** So much is ready behind the newest slab. */
    private static final long AHEAD_BYTES = 16 << 20;
    private static final AtomicReference<byte[]> READY = new AtomicReference<>();
    @SuppressWarnings("unused")
    private static volatile byte[] small;

    /** The thread, which begins when it is first needed. */
    private static final class Maker {
        private static final Thread THREAD =
            Thread.ofPlatform().daemon().name("cache-slabs").start(Slabs::run);
    }

    private Slabs() {
    }

    /** Has the first one made ready, soon. */
    static void prepare() {
        LockSupport.unpark(Maker.THREAD);
    }

    /** Whether the next one need not be made first. */
    static boolean isReady() {
        return READY.get() != null;
    }

    /** An array with {@link #ROOM} from {@link #FIRST} on, full of zeros. */
    static byte[] make() {
        byte[] slab = READY.getAndSet(null);
        prepare();
        return slab == null ? old() : slab;
    }

    /**
     * One that is born old. A thread without a piece of the young heap of its own, as each is after a
     * collection, would be given one that takes the slab as well, so that gets the first small object.
     */
    private static byte[] old() {
        small = new byte[MORE];
        return new byte[ROOM + MORE];
    }

    private static void run() {
        FreshMemory memory = null;
        boolean isYoungReady = false;
        while (true) {
            if (isReady() || !isRoomy()) {
                LockSupport.park();
                continue;
            }
            byte[] slab = old();
            READY.set(slab);
            if (memory == null) {
                memory = new FreshMemory();
            }
            isYoungReady = isYoungReady || memory.populate(new byte[MORE], YOUNG_BYTES, Slabs::isReady);
            memory.populate(slab, AHEAD_BYTES, Slabs::isReady);
        }
    }

    private static boolean isRoomy() {
        Runtime heap = Runtime.getRuntime();
        return heap.maxMemory() - heap.totalMemory() + heap.freeMemory() > FREE_BYTES_MIN;
    }
}
