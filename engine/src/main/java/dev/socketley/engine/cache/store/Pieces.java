package dev.socketley.engine.cache.store;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;

/**
 * Parts of {@link Slabs} for those who have no use for a whole one: all small caches and collections of the
 * process share slabs. A piece is free again when it is given back or when nobody has it any more, and a
 * slab of which nobody has a piece is garbage.
 *
 * <p>Thread: any.
 */
final class Pieces {
    /** The bytes of a piece. */
    static final int ROOM = 256 << 10;

    private static final int OF_SLAB = Slabs.ROOM / ROOM;
    private static final ReferenceQueue<Piece> LOST = new ReferenceQueue<>();
    /** Slabs with pieces that nobody has; who has one of the others keeps them all alive. */
    private static final ArrayDeque<WeakReference<Slab>> ROOMY = new ArrayDeque<>();

    private static final class Slab {
        private final byte[] bytes = Slabs.make();
        private final WeakReference<Slab> self = new WeakReference<>(this);
        /** Who has each piece. */
        private final Watch[] taken = new Watch[OF_SLAB];
        private int free = OF_SLAB;
    }

    /** What is left of a piece that nobody has. */
    private static final class Watch extends PhantomReference<Piece> {
        private final WeakReference<Slab> slab;
        private final int number;

        Watch(Piece piece) {
            super(piece, LOST);
            slab = piece.slab.self;
            number = piece.number;
        }
    }

    /** What one owner has of a slab, from {@link #from} on. */
    static final class Piece {
        private final Slab slab;
        private final int number;

        private Piece(Slab slab, int number) {
            this.slab = slab;
            this.number = number;
        }

        byte[] bytes() {
            return slab.bytes;
        }

        int from() {
            return Slabs.FIRST + number * ROOM;
        }
    }

    private Pieces() {
    }

    /** A piece with anything in it, or null when there is none and no slab is ready to be cut. */
    static synchronized Piece take() {
        find();
        Slab slab = roomy();
        if (slab == null) {
            return null;
        }
        int number = 0;
        while (slab.taken[number] != null) {
            number++;
        }
        Piece piece = new Piece(slab, number);
        slab.taken[number] = new Watch(piece);
        if (--slab.free == 0) {
            ROOMY.removeFirst();
        }
        return piece;
    }

    /** Finds the pieces that nobody has any more. */
    private static void find() {
        for (Reference<?> lost = LOST.poll(); lost != null; lost = LOST.poll()) {
            Watch watch = (Watch) lost;
            Slab slab = watch.slab.get();
            if (slab != null) {
                free(slab, watch.number);
            }
        }
    }

    private static Slab roomy() {
        while (!ROOMY.isEmpty()) {
            Slab slab = ROOMY.getFirst().get();
            if (slab != null) {
                return slab;
            }
            ROOMY.removeFirst();
        }
        if (!Slabs.isReady()) {
            Slabs.prepare();
            return null;
        }
        Slab slab = new Slab();
        ROOMY.add(slab.self);
        return slab;
    }

    /** Gives a piece back, of which its owner makes no more use. */
    static synchronized void give(Piece piece) {
        Watch watch = piece.slab.taken[piece.number];
        watch.clear();
        free(piece.slab, piece.number);
    }

    private static void free(Slab slab, int number) {
        slab.taken[number] = null;
        if (slab.free++ == 0) {
            ROOMY.add(slab.self);
        }
    }

    /** Bytes of the heap in slabs that are cut of which nobody has a piece. */
    static synchronized long freeBytes() {
        find();
        long bytes = 0;
        for (WeakReference<Slab> each : ROOMY) {
            Slab slab = each.get();
            bytes += slab == null ? 0 : (long) slab.free * ROOM;
        }
        return bytes;
    }
}
