package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.store.Keeper;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies what a keyspace holds at one moment to a file or a connection, a portion at a time. A key
 * that is about to change before its turn comes is copied first. A large value is copied in portions
 * too: whoever would change it meanwhile can wait for that, see {@link #whenCopied}; else the rest of
 * it is copied at once. It may be removed or moved to another key, as that leaves it as it is. A
 * long string lies in memory of its own, which is never changed, and is copied in portions whatever
 * happens to its key.
 *
 * <p>Thread: the cache's home loop. Bounds: it pauses while that is {@link #BACKLOG_BYTES_MAX}
 * behind.
 */
final class Snapshot implements Keeper {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int BACKLOG_BYTES_MAX = 16 << 20;
    private static final int HOMES_PER_LOOK = 16;
    private static final int LARGE_ELEMENTS = 4096;
    private static final long LARGE_BYTES = 1 << 20;
    private static final int PORTION_ELEMENTS = 256;

    /** A large value that is to be copied, or is being. */
    private static final class Large {
        private final int database;
        private final byte[] key;
        /** A {@link Value}, or the {@link Slice} of a string. */
        private final Object value;
        private final long deadlineMs;
        private final List<Runnable> waiting = new ArrayList<>(0);

        Large(int database, byte[] key, Object value, long deadlineMs) {
            this.database = database;
            this.key = key;
            this.value = value;
            this.deadlineMs = deadlineMs;
        }
    }

    private final ChunkSink to;
    private final List<Store> stores;
    private final Deque<Large> large = new ArrayDeque<>();
    private final Map<Value, Large> pending = new IdentityHashMap<>();
    private Chunk chunk;
    /** What comes while a large value is copied, which lies in one piece. */
    private Chunk aside;
    private Large current;
    private long cursor;
    private int at;
    private long keys;

    /** Begins with what the keyspace holds now. */
    Snapshot(Keyspace keyspace, ChunkSink to) {
        this.to = to;
        stores = List.copyOf(keyspace.databases());
        chunk = to.chunk();
        stores.forEach(store -> store.keep(this));
    }

    /** Whether a value takes too long to be copied in one go. */
    static boolean isLarge(Object value) {
        return value instanceof Slice string ? string.length() > LARGE_BYTES
            : value instanceof Value structured
                && (structured.size() > LARGE_ELEMENTS || structured.memoryBytes() > LARGE_BYTES);
    }

    @Override
    public void keep(int database, byte[] key, Object value, long deadlineMs) {
        if (isFailed()) {
            return;
        }
        keys++;
        if (isLarge(value)) {
            Large one = new Large(database, key, value, deadlineMs);
            large.add(one);
            if (value instanceof Value structured) {
                pending.put(structured, one);
            }
            return;
        }
        Images.put(current == null ? chunk : aside, database, key, value, deadlineMs);
        if (current == null) {
            handLarge();
        }
    }

    private void handLarge() {
        if (chunk.length() >= CHUNK_BYTES) {
            to.hand(chunk);
            chunk = to.chunk();
        }
    }

    private boolean isFailed() {
        return to.failure() != null;
    }

    /** Whether it should wait for the disk. */
    boolean isBehind() {
        return !isFailed() && to.backlogBytes() > BACKLOG_BYTES_MAX;
    }

    // ---- large values -------------------------------------------------------------------------

    /** Whether a value is to be copied yet. */
    boolean isPending(Object value) {
        return !pending.isEmpty() && pending.containsKey(value);
    }

    /** Does something when a value that is to be copied has been, in a turn of the snapshot. */
    void whenCopied(Value value, Runnable work) {
        pending.get(value).waiting.add(work);
    }

    /** A value is about to be changed where it is: what is to be copied of it is copied now. */
    void changes(Object value) {
        Large one = pending.isEmpty() ? null : pending.get(value);
        if (one == null) {
            return;
        }
        if (current != null && current != one) {
            copy(Long.MAX_VALUE);
        }
        large.remove(one);
        large.addFirst(one);
        copy(Long.MAX_VALUE);
    }

    /** Copies the first large value on until a time; whether all of it is copied. */
    private boolean copy(long untilNanos) {
        boolean begins = current == null;
        if (begins) {
            current = large.peekFirst();
            aside = to.chunk();
            cursor = 0;
            chunk.beginPut(current.database, ValueKind.of(current.value).ordinal(), current.key,
                current.deadlineMs);
        }
        while (!isFailed() && (begins || cursor != 0)) {
            if (!begins) {
                chunk.beginMore();
            }
            begins = false;
            cursor = portion(current.value);
            chunk.endParts();
            handLarge();
            if (untilNanos != Long.MAX_VALUE && System.nanoTime() - untilNanos >= 0) {
                break;
            }
        }
        if (cursor != 0 && !isFailed()) {
            return false;
        }
        copied();
        return true;
    }

    /** Copies the portion at the cursor; answers where the next begins, 0 behind the last. */
    private long portion(Object value) {
        if (!(value instanceof Slice string)) {
            return ((Value) value).elements(cursor, PORTION_ELEMENTS, chunk::part);
        }
        int from = (int) cursor;
        int length = Math.min(string.length() - from, CHUNK_BYTES);
        chunk.part(string.bytes(), string.from() + from, length);
        return from + length < string.length() ? from + length : 0;
    }

    private void copied() {
        Large one = current;
        current = null;
        large.remove(one);
        if (one.value instanceof Value structured) {
            pending.remove(structured);
        }
        to.hand(chunk);
        chunk = aside;
        aside = null;
        one.waiting.forEach(Runnable::run);
    }

    // ---- all of it ----------------------------------------------------------------------------

    /**
     * Copies on until a time.
     *
     * @param untilNanos of {@link System#nanoTime}
     * @return whether there is more
     */
    boolean step(long untilNanos) {
        while (!large.isEmpty()) {
            if (!copy(untilNanos) || System.nanoTime() - untilNanos >= 0 || isBehind()) {
                return true;
            }
        }
        while (at < stores.size() && large.isEmpty()) {
            Store store = stores.get(at);
            for (int i = 0; i < HOMES_PER_LOOK; i++) {
                if (!store.sweep()) {
                    at++;
                    break;
                }
            }
            if (System.nanoTime() - untilNanos >= 0 || isBehind()) {
                break;
            }
        }
        if (at < stores.size() || !large.isEmpty()) {
            return true;
        }
        chunk.end(keys);
        to.hand(chunk);
        return false;
    }

    long keys() {
        return keys;
    }
}
