package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Encodings;
import dev.socketley.engine.cache.durable.ChunkWriter;
import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.cache.durable.LogDirectory;
import dev.socketley.engine.cache.durable.RecordFiles;
import dev.socketley.engine.cache.durable.SnapshotFile;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a keyspace of a cache's files, before anybody else sees it.
 *
 * <p>Thread: one of its own, which may block; what it made is then handed over.
 */
final class FileLoader {
    private static final long STEP_NANOS = 10_000_000;
    private static final long BEHIND_NANOS = 1_000_000;

    private final Disk disk;
    private final PersistenceSettings settings;
    private final long nowMs;
    private final Encodings encodings;
    private final Keyspace keyspace;
    private LogDirectory log;
    private boolean found;

    /**
     * @param like what the keyspace is to be like, and at what time
     */
    FileLoader(Disk disk, PersistenceSettings settings, CacheContext like) {
        this.disk = disk;
        this.settings = settings;
        nowMs = like.keyspace().now();
        encodings = like.encodings();
        keyspace = new Keyspace(nowMs, (store, key) -> { });
    }

    /** Loads the log if there is one, else the snapshot, and leaves the log ready for more. */
    void load() throws IOException {
        Path parent = settings.file().getParent();
        if (parent == null || !disk.exists(parent)) {
            throw new IOException("persistent: " + settings.file() + ": no such directory");
        }
        if (!disk.exists(settings.file())) {
            SnapshotFile.probe(disk, settings.file());
        }
        Path directory = settings.logDirectory();
        long start = System.nanoTime();
        boolean logged = LogDirectory.exists(disk, directory);
        if (!logged) {
            loadSnapshot();
        }
        if (logged || settings.appendLog()) {
            log = LogDirectory.open(disk, directory, found ? this::writeSnapshot : null);
            if (logged) {
                loadLog();
            }
        }
        if (logged && !settings.appendLog()) {
            endLog();
        }
        if (found) {
            Log.info("data_loaded", "file", settings.file(), "keys", keyspace.size(),
                "ms", (System.nanoTime() - start) / 1_000_000);
        }
    }

    private void loadLog() throws IOException {
        try {
            Replay replay = new Replay(keyspace, encodings);
            log.load(replay);
            finish(replay);
        } catch (IOException e) {
            log.close();
            throw e;
        }
    }

    /** The log was switched off: what it holds becomes the snapshot. */
    private void endLog() throws IOException {
        writeSnapshot(settings.file());
        log.end();
        log = null;
    }

    /** Loads the snapshot, of whatever format, if there is one. */
    void loadSnapshot() throws IOException {
        if (disk.exists(settings.file())) {
            Replay replay = new Replay(keyspace, encodings);
            RecordFiles.load(disk, settings.file(), nowMs, replay);
            finish(replay);
        }
    }

    private void finish(Replay replay) {
        replay.finish();
        found = true;
        if (replay.refused() > 0) {
            Log.warn("replay_incomplete", "file", settings.file(), "refused", replay.refused());
        }
    }

    private void writeSnapshot(Path path) throws IOException {
        SnapshotFile file = new SnapshotFile(disk, path);
        file.create();
        Snapshot snapshot = new Snapshot(keyspace, file.writer());
        while (snapshot.step(System.nanoTime() + STEP_NANOS)) {
            if (snapshot.isBehind()) {
                LockSupport.parkNanos(BEHIND_NANOS);
            }
        }
        try {
            file.finish().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }

    /** Whether there was anything to load. */
    boolean isFound() {
        return found;
    }

    Keyspace loaded() {
        return keyspace;
    }

    /** The log, ready to be written, or null when none is kept. */
    LogDirectory log() {
        return log;
    }

    ChunkWriter writer(Runnable onProgress) throws IOException {
        return log.write(settings.fsync(), onProgress);
    }
}
