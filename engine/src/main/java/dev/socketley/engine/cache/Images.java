package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;

/** Whole values as entries of a file. Their kinds have the numbers of {@link ValueKind}'s rows. */
final class Images {
    private static final int PARTS_MAX = 1 << 16;

    private Images() {
    }

    /** @param deadlineMs Unix time in milliseconds, 0 for none */
    static void put(Chunk to, int database, byte[] key, Object value, long deadlineMs) {
        if (value instanceof Slice slice) {
            to.string(database, key, deadlineMs, slice.bytes(), slice.from(), slice.length());
            return;
        }
        if (!(value instanceof Value structured)) {
            to.string(database, key, deadlineMs, (byte[]) value);
            return;
        }
        to.beginPut(database, structured.kind().ordinal(), key, deadlineMs);
        long cursor = structured.elements(0, PARTS_MAX, to::part);
        to.endParts();
        while (cursor != 0) {
            to.beginMore();
            cursor = structured.elements(cursor, PARTS_MAX, to::part);
            to.endParts();
        }
    }

    static ValueKind kind(int number) {
        ValueKind[] all = ValueKind.values();
        return number < all.length ? all[number] : null;
    }
}
