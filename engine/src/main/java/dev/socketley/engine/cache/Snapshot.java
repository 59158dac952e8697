package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.durable.SnapshotFile;
import dev.socketley.engine.cache.store.Keeper;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import java.util.List;

/**
 * Copies what a keyspace holds at one moment to a file, a portion at a time. A key that is about to
 * change before its turn comes is copied first.
 *
 * <p>Thread: the cache's home loop. Bounds: it pauses while the file is {@link #BACKLOG_BYTES_MAX}
 * behind.
 */
final class Snapshot implements Keeper {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int BACKLOG_BYTES_MAX = 16 << 20;
    private static final int HOMES_PER_LOOK = 16;

    private final SnapshotFile file;
    private final List<Store> stores;
    private Chunk chunk;
    private int at;
    private long keys;

    /** Begins with what the keyspace holds now. */
    Snapshot(Keyspace keyspace, SnapshotFile file) {
        this.file = file;
        stores = List.copyOf(keyspace.databases());
        chunk = file.writer().chunk();
        stores.forEach(store -> store.keep(this));
    }

    @Override
    public void keep(int database, byte[] key, Object value, long deadlineMs) {
        if (isFailed()) {
            return;
        }
        Images.put(chunk, database, key, value, deadlineMs);
        keys++;
        if (chunk.length() >= CHUNK_BYTES) {
            file.writer().hand(chunk);
            chunk = file.writer().chunk();
        }
    }

    private boolean isFailed() {
        return file.writer().failure() != null;
    }

    /** Whether it should wait for the disk. */
    boolean isBehind() {
        return !isFailed() && file.writer().backlogBytes() > BACKLOG_BYTES_MAX;
    }

    /**
     * Copies on until a time.
     *
     * @param untilNanos of {@link System#nanoTime}
     * @return whether there is more
     */
    boolean step(long untilNanos) {
        while (at < stores.size()) {
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
        if (at < stores.size()) {
            return true;
        }
        chunk.end(keys);
        file.writer().hand(chunk);
        return false;
    }

    SnapshotFile file() {
        return file;
    }

    long keys() {
        return keys;
    }
}
