package dev.socketley.engine.cache.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A snapshot that is being written: it has its name only when it is whole and on the device.
 *
 * <p>Thread: the cache's loop. Owns: the file until it is finished or given up.
 */
public final class SnapshotFile {
    private final Disk disk;
    private final Path path;
    private final Path unfinished;
    private ChunkWriter writer;

    /** @param path the name it will have */
    public SnapshotFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
        unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    }

    /** Refuses a place where no file can be made; blocks for the disk. */
    public static void probe(Disk disk, Path path) throws IOException {
        Path unfinished = new SnapshotFile(disk, path).unfinished;
        try {
            disk.create(unfinished).close();
            disk.delete(unfinished);
        } catch (IOException e) {
            throw new IOException("persistent: " + path + ": cannot be written");
        }
    }

    /** Makes the file; blocks for the disk. Only then it can be written. */
    public void create() throws IOException {
        writer = new ChunkWriter(RecordOutput.create(disk, unfinished), Fsync.NO, true, () -> { })
            .start("snapshot-" + path.getFileName());
    }

    public ChunkWriter writer() {
        return writer;
    }

    /** Gives it its name once everything is on the device; answers its bytes. */
    public CompletableFuture<Long> finish() {
        return writer.close().handle((x, cause) -> {
            try {
                if (cause != null) {
                    disk.delete(unfinished);
                    throw new IOException(cause.getMessage());
                }
                disk.rename(unfinished, path);
                return writer.fileBytes();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Gives it up. */
    public CompletableFuture<Void> abandon() {
        return writer.close().handle((x, cause) -> {
            try {
                disk.delete(unfinished);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
            return null;
        });
    }
}
