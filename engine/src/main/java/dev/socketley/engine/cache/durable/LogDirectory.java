package dev.socketley.engine.cache.durable;

import dev.socketley.engine.log.Log;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The append-only log of one cache: a directory of a manifest, one snapshot and the segments behind
 * it.
 *
 * <p>Thread: loading and opening any one; then the cache's loop. Owns: its writer and files; only
 * one process at a time may open a directory.
 */
public final class LogDirectory {
    /** The number of a log's first segment and of the snapshot that it may begin with. */
    public static final int FIRST = 1;

    private static final String LOCK = "lock";

    private final Disk disk;
    private final Path directory;
    private final Closeable lock;
    private Manifest manifest;
    private int lastNumber;
    private ChunkWriter writer;
    private long lastEnd = RecordFormat.FILE_HEADER;
    private volatile long otherBytes;

    private LogDirectory(Disk disk, Path directory, Closeable lock) {
        this.disk = disk;
        this.directory = directory;
        this.lock = lock;
    }

    /** Whether a log was begun in a directory. */
    public static boolean exists(Disk disk, Path directory) {
        return disk.exists(directory.resolve(Manifest.NAME));
    }

    /**
     * The files of a log that its manifest names, in the order in which they are loaded.
     *
     * @throws DamageException if the manifest is not whole
     */
    public static List<Path> files(Path directory) throws IOException {
        Manifest manifest = Manifest.read(Disk.SYSTEM, directory);
        List<Path> all = new ArrayList<>();
        if (!manifest.base().isEmpty()) {
            all.add(directory.resolve(manifest.base()));
        }
        manifest.segments().forEach(name -> all.add(directory.resolve(name)));
        return all;
    }

    /** Writes the snapshot that a new log begins with. */
    @FunctionalInterface
    public interface Base {
        void write(Path snapshot) throws IOException;
    }

    /**
     * Takes a directory for this process, and makes a log there if there is none.
     *
     * @param base writes what a new log begins with, or null when that is nothing
     */
    public static LogDirectory open(Disk disk, Path directory, Base base) throws IOException {
        disk.createDirectory(directory);
        Closeable lock = disk.lock(directory.resolve(LOCK));
        LogDirectory log = new LogDirectory(disk, directory, lock);
        try {
            if (exists(disk, directory)) {
                log.manifest = Manifest.read(disk, directory);
                log.removeOthers();
            } else {
                log.refuseOrphans();
                log.begin(base);
            }
            return log;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Takes a directory for a log that nothing tells of until {@link #replace} gives it the snapshot
     * {@link #FIRST}.
     */
    public static LogDirectory prepare(Disk disk, Path directory) throws IOException {
        disk.createDirectory(directory);
        Closeable lock = disk.lock(directory.resolve(LOCK));
        LogDirectory log = new LogDirectory(disk, directory, lock);
        try {
            if (exists(disk, directory)) {
                throw new IOException(directory + " holds another log");
            }
            log.refuseOrphans();
            log.manifest = new Manifest("", List.of(log.segmentName(FIRST)));
            RecordOutput.create(disk, directory.resolve(log.manifest.segments().getFirst())).close();
            return log;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void begin(Base base) throws IOException {
        String first = segmentName(FIRST);
        String snapshot = base == null ? "" : snapshotName(FIRST);
        if (base != null) {
            base.write(directory.resolve(snapshot));
        }
        RecordOutput.create(disk, directory.resolve(first)).close();
        manifest = new Manifest(snapshot, List.of(first));
        manifest.write(disk, directory);
    }

    private void refuseOrphans() throws IOException {
        for (String name : disk.list(directory)) {
            if (numberOf(name) > 1) {
                throw new DamageException(directory.resolve(Manifest.NAME),
                    "the manifest is missing, but there is " + name);
            }
        }
    }

    private void removeOthers() throws IOException {
        for (String name : disk.list(directory)) {
            boolean ours = name.endsWith(".tmp") || numberOf(name) > 0;
            if (ours && !name.equals(manifest.base()) && !manifest.segments().contains(name)) {
                disk.delete(directory.resolve(name));
            }
        }
        manifest.segments().forEach(name -> lastNumber = Math.max(lastNumber, numberOf(name)));
        lastNumber = Math.max(lastNumber, numberOf(manifest.base()));
    }

    private static String snapshotName(int number) {
        return "snapshot-" + number;
    }

    private String segmentName(int number) {
        lastNumber = number;
        return "log-" + number;
    }

    private static int numberOf(String name) {
        return name.matches("(log|snapshot)-\\d{1,9}")
            ? Integer.parseInt(name.substring(name.indexOf('-') + 1)) : 0;
    }

    // ---- loading ----------------------------------------------------------------------------

    /**
     * Hands everything the log holds to the sink, in order. A last record that is not whole is cut
     * away and reported.
     *
     * @throws DamageException when anything else is not as it was written
     */
    public void load(Entries.Sink sink) throws IOException {
        if (!manifest.base().isEmpty()) {
            otherBytes += RecordFiles.loadSnapshot(disk, directory.resolve(manifest.base()), sink);
        }
        List<String> names = manifest.segments();
        for (int i = 0; i < names.size(); i++) {
            Path path = directory.resolve(names.get(i));
            lastEnd = RecordFiles.loadSegment(disk, path, i == names.size() - 1, sink);
            otherBytes += i == names.size() - 1 ? 0 : lastEnd;
        }
    }

    // ---- writing ----------------------------------------------------------------------------

    /** Begins to write behind what was loaded. */
    public ChunkWriter write(Fsync policy, Runnable onProgress) throws IOException {
        Path last = directory.resolve(manifest.segments().getLast());
        RecordOutput output = RecordOutput.append(disk, last, lastEnd);
        if (output.length() < lastLength(last)) {
            output.close();
            throw new IOException(last + " was not cut");
        }
        writer = new ChunkWriter(output, policy, false, onProgress)
            .start("log-" + directory.getFileName());
        return writer;
    }

    private long lastLength(Path path) throws IOException {
        try (Disk.File file = disk.openToRead(path)) {
            return file.length();
        }
    }

    public ChunkWriter writer() {
        return writer;
    }

    /** Bytes of all its files. */
    public long bytes() {
        return otherBytes + (writer == null ? 0 : writer.fileBytes());
    }

    // ---- making it anew ---------------------------------------------------------------------

    /**
     * What follows goes to a new segment, and everything handed over before stays in the ones
     * there are: a snapshot of this moment can take their place.
     *
     * @return the number that {@link #replace} needs, once the segment is there
     */
    public CompletableFuture<Integer> rotate() {
        int number = nextNumber();
        String name = segmentName(number);
        return writer.work(() -> {
            RecordOutput next = RecordOutput.create(disk, directory.resolve(name));
            List<String> segments = new ArrayList<>(manifest.segments());
            segments.add(name);
            Manifest wider = new Manifest(manifest.base(), List.copyOf(segments));
            wider.write(disk, directory);
            manifest = wider;
            otherBytes += writer.fileBytes();
            writer.continueIn(next);
        }).thenApply(x -> number);
    }

    /** The number that the next {@link #rotate} will answer. */
    public int nextNumber() {
        return lastNumber + 1;
    }

    /** Where the snapshot that {@link #replace} takes is to be written. */
    public Path snapshot(int number) {
        return directory.resolve(snapshotName(number));
    }

    /** Puts a finished snapshot in the place of all segments before the one of that number. */
    public CompletableFuture<Void> replace(int number, long snapshotBytes) {
        return writer.work(() -> {
            List<String> kept = manifest.segments().stream()
                .filter(name -> numberOf(name) >= number).toList();
            Manifest former = manifest;
            Manifest next = new Manifest(snapshotName(number), kept);
            next.write(disk, directory);
            manifest = next;
            writer.trust();
            otherBytes = snapshotBytes;
            remove(former);
        });
    }

    private void remove(Manifest former) {
        List<String> names = new ArrayList<>(former.segments());
        names.removeAll(manifest.segments());
        if (!former.base().isEmpty()) {
            names.add(former.base());
        }
        for (String name : names) {
            try {
                disk.delete(directory.resolve(name));
            } catch (IOException e) {
                Log.warn("log_file_left", "file", directory.resolve(name), "cause", e.getMessage());
            }
        }
    }

    /** Forgets the log, which is not written to: what it held is elsewhere. */
    public void end() throws IOException {
        disk.delete(directory.resolve(Manifest.NAME));
        disk.syncDirectory(directory);
        for (String name : disk.list(directory)) {
            if (numberOf(name) > 0) {
                disk.delete(directory.resolve(name));
            }
        }
        lock.close();
    }

    /** Writes what is left and lets the directory go. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> written = writer == null
            ? CompletableFuture.completedFuture(null) : writer.close();
        return written.whenComplete((x, cause) -> {
            try {
                lock.close();
            } catch (IOException e) {
                Log.warn("log_lock_left", "directory", directory, "cause", e.getMessage());
            }
        });
    }
}
