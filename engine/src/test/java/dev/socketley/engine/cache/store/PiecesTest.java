package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.store.Pieces.Piece;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private record Place(byte[] slab, int from) {
        static Place of(Piece piece) {
            return new Place(piece.bytes(), piece.from());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.slab == slab && place.from == from;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(slab) + from;
        }
    }

    private static Piece take() {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < until) {
            Piece piece = Pieces.take();
            if (piece != null) {
                return piece;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no slab was made");
    }

    /** Takes the pieces that there are, so that the next is the first of a slab. */
    private static List<Piece> rest() {
        List<Piece> rest = new ArrayList<>();
        while (Pieces.freeBytes() > 0) {
            rest.add(take());
        }
        return rest;
    }

    @Test
    void noTwoHaveTheSameAndWhatIsGivenBackIsTakenAgain() {
        List<Piece> rest = rest();
        List<Piece> all = new ArrayList<>();
        Set<Place> places = new HashSet<>();
        for (int i = 0; i < 48; i++) {
            Piece piece = take();
            all.add(piece);
            assertTrue(places.add(Place.of(piece)), "taken twice");
            assertTrue(piece.from() >= 0 && piece.from() + Pieces.ROOM <= piece.bytes().length);
            assertEquals(0, (piece.from() - Slabs.FIRST) % Pieces.ROOM);
        }
        all.forEach(Pieces::give);
        Set<Place> again = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            again.add(Place.of(all.set(i, take())));
        }
        assertEquals(places, again, "others were taken though these are free");
        all.forEach(Pieces::give);
        rest.forEach(Pieces::give);
    }

    @Test
    void whatNobodyHasAnyMoreIsTakenAgain() {
        List<Piece> others = rest();
        Piece kept = take();
        Place lost = Place.of(take());
        assertSame(kept.bytes(), lost.slab());
        long until = System.nanoTime() + PATIENCE_NANOS;
        boolean found = false;
        while (!found && System.nanoTime() < until) {
            System.gc();
            if (Pieces.freeBytes() > 0) {
                Piece piece = take();
                found = Place.of(piece).equals(lost);
                others.add(piece);
            }
        }
        assertTrue(found, "a piece is lost");
        others.forEach(Pieces::give);
        Pieces.give(kept);
    }
}
