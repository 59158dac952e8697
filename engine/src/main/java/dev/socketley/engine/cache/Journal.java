package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandListener;
import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.durable.Entries;
import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;

/**
 * Notes every change of a cache for its log, or for those who follow it: a command that changed
 * something as it was sent, at the time it was run; what was changed without a command as the value
 * it left. A command within another is noted in the other's place. A key that ends at its deadline
 * needs no entry: the replay, which goes by the same times, ends it too.
 *
 * <p>Thread: the cache's home loop. Bounds: while the log cannot be written, changes that cannot be
 * refused are noted up to {@code backlogBytesMax}; beyond that the log has to be made anew.
 */
final class Journal implements CommandListener, KeyListener {
    private static final int HAND_OVER_BYTES = 64 << 10;

    private final Keyspace keyspace;
    private final long backlogBytesMax;
    private ChunkSink writer;
    private Chunk chunk;
    private long chunkMs;
    private long handed;
    private int depth;
    private int groups;
    private boolean dirty;
    private boolean stale;
    private long changes;

    Journal(Keyspace keyspace, long backlogBytesMax) {
        this.keyspace = keyspace;
        this.backlogBytesMax = backlogBytesMax;
    }

    /** Begins to write; what was changed before is not noted. */
    void write(ChunkSink to) {
        writer = to;
        chunk = to.chunk();
        handed = 0;
    }

    /** Notes nothing any more. */
    void end() {
        hand();
        writer = null;
        chunk = null;
        stale = false;
    }

    /** Changes of keys since it was made. */
    long changes() {
        return changes;
    }

    /** Where the log stands with all that was noted so far. */
    long position() {
        return writer == null ? 0 : handed + chunk.length();
    }

    /** Bytes of what was noted and not handed over. */
    int pendingBytes() {
        return writer == null ? 0 : chunk.length();
    }

    /** Whether changes were not noted, so that the log has to be made anew. */
    boolean isStale() {
        return stale;
    }

    /** The log is being made anew, and what follows is noted again. */
    void fresh() {
        stale = false;
    }

    /** Whether there is enough for the writer to begin, whatever the policy. */
    boolean isLarge() {
        return writer != null && chunk.length() >= HAND_OVER_BYTES;
    }

    /** Hands what was noted to the writer. */
    void hand() {
        if (writer != null && !chunk.isEmpty() && depth == 0 && groups == 0) {
            handed = writer.hand(chunk);
            chunk = writer.chunk();
        }
    }

    /** Nothing is handed over in the middle: what belongs together comes into one record. */
    @Override
    public void group(boolean begins) {
        groups += begins ? 1 : -1;
    }

    @Override
    public void begins(Command row) {
        depth++;
        if (depth == 1) {
            dirty = false;
        }
    }

    @Override
    public void ran(int database, Args args) {
        depth--;
        if (dirty) {
            dirty = false;
            if (isNoting()) {
                chunk.command(database, args);
            }
        }
    }

    /** Whether changes go to the log; if so the time is noted. */
    private boolean isNoting() {
        if (writer == null || stale) {
            return false;
        }
        if (writer.failure() != null && writer.backlogBytes() + chunk.length() > backlogBytesMax) {
            stale = true;
            return false;
        }
        long now = keyspace.now();
        if (chunk.isEmpty() || now != chunkMs) {
            chunk.time(now);
            chunkMs = now;
        }
        return true;
    }

    @Override
    public void changed(Store in, byte[] bytes, int from, int length, Object value) {
        changes++;
        if (depth > 0) {
            dirty = true;
        } else if (isNoting()) {
            byte[] key = Arrays.copyOfRange(bytes, from, from + length);
            if (value == null) {
                chunk.delete(in.index(), key);
            } else {
                Images.put(chunk, in.index(), key, value, Math.max(in.deadline(bytes, from, length), 0));
            }
        }
    }

    @Override
    public void expired(Store in, byte[] key, Object value) {
        changes++;
    }

    @Override
    public void cleared(Store in) {
        changes++;
        if (depth > 0) {
            dirty = true;
        } else if (isNoting()) {
            chunk.clear(in.index());
        }
    }

    @Override
    public void swapped(Store one, Store other) {
        changes++;
        dirty |= depth > 0;
    }

    /** Notes a command that changes no key. */
    void tells(byte[]... words) {
        if (isNoting()) {
            chunk.command(0, words);
        }
    }
}
