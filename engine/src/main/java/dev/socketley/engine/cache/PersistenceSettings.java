package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.Fsync;
import java.nio.file.Path;
import java.util.List;

/**
 * How a cache keeps its data.
 *
 * @param file            the snapshot, or null for a cache that keeps nothing
 * @param appendLog       whether a log is kept beside it
 * @param fsync           when the log waits for the device
 * @param saves           when a snapshot is written by itself
 * @param rewritePercent  growth of the log at which it is made anew, 0 for never
 * @param rewriteBytesMin size below which the log is not made anew by itself
 * @param backlogBytesMax how far the disk may be behind
 */
record PersistenceSettings(Path file, boolean appendLog, Fsync fsync, List<Save> saves,
        long rewritePercent, long rewriteBytesMin, long backlogBytesMax) {
    static final PersistenceSettings NONE =
        new PersistenceSettings(null, false, Fsync.EVERYSEC, List.of(), 0, 0, 1);

    /** A snapshot is due when so many keys changed and so many seconds passed. */
    record Save(long seconds, long changes) {}

    /** These, with what may change while a cache runs taken from others. */
    PersistenceSettings live(PersistenceSettings next) {
        return new PersistenceSettings(file, next.appendLog, next.fsync, next.saves,
            next.rewritePercent, next.rewriteBytesMin, next.backlogBytesMax);
    }

    PersistenceSettings withoutLog() {
        return new PersistenceSettings(file, false, fsync, saves, rewritePercent, rewriteBytesMin,
            backlogBytesMax);
    }

    /** Where the log of a file lies. */
    Path logDirectory() {
        return file.resolveSibling(file.getFileName() + ".log");
    }
}
