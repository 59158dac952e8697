package dev.socketley.engine.cache.durable;

import dev.socketley.engine.cache.durable.Entries.Sink;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.resp.Args;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads and repairs whole files of records.
 *
 * <p>Thread: any; blocks for the disk.
 */
public final class RecordFiles {
    private RecordFiles() {
    }

    /**
     * Loads a file of any format that holds a whole data set.
     *
     * @param nowMs Unix time in milliseconds, for formats that keep the time that is left
     */
    public static void load(Disk disk, Path path, long nowMs, Sink sink) throws IOException {
        if (hasRecords(disk, path)) {
            loadSnapshot(disk, path, sink);
            return;
        }
        try (OldFile old = new OldFile(disk, path)) {
            old.load(nowMs, sink);
        }
    }

    private static boolean hasRecords(Disk disk, Path path) throws IOException {
        byte[] magic = new byte[4];
        try (Disk.File file = disk.openToRead(path)) {
            return file.read(0, magic, 0, 4) == 4
                && (int) RecordFormat.INT.get(magic, 0) == RecordFormat.MAGIC;
        }
    }

    /**
     * Loads a snapshot, which must be whole to its last entry.
     *
     * @return its bytes
     */
    public static long loadSnapshot(Disk disk, Path path, Sink sink) throws IOException {
        Counting counting = new Counting(sink);
        try (RecordInput in = RecordInput.open(disk, path)) {
            Entries entries = new Entries();
            while (in.next()) {
                in.entries(entries, counting);
            }
            if (in.offset() < in.fileLength()) {
                throw new DamageException(path, in.offset(), "a record that is not whole");
            }
            if (counting.expected != counting.keys) {
                throw new DamageException(path, in.offset(), "the end is missing after "
                    + counting.keys + " keys");
            }
            return in.fileLength();
        }
    }

    /**
     * Loads a segment of a log.
     *
     * @param last whether nothing was written behind it, so that its end may have been torn
     * @return where the next record is to be written
     */
    static long loadSegment(Disk disk, Path path, boolean last, Sink sink) throws IOException {
        long end;
        long length;
        try (RecordInput in = RecordInput.open(disk, path)) {
            Entries entries = new Entries();
            while (in.next()) {
                in.entries(entries, sink);
            }
            end = in.offset();
            length = in.fileLength();
            if (end < length && (!last || in.hasRecordsBehind())) {
                throw new DamageException(path, end, "a record that is not whole"
                    + (last ? ", with whole ones behind it" : ""));
            }
        }
        if (end < length) {
            cut(disk, path, end);
            Log.warn("log_tail_cut", "file", path, "offset", end, "bytes", length - end);
        }
        return end;
    }

    private static void cut(Disk disk, Path path, long end) throws IOException {
        try (Disk.File file = disk.open(path)) {
            file.truncate(end);
            file.sync();
        }
    }

    /**
     * What is right and wrong with a file.
     *
     * @param records how many are whole before anything that is not
     * @param end     where the first that is not whole begins
     * @param length  bytes of the file
     */
    public record Finding(long records, long end, long length) {
        public boolean isWhole() {
            return end == length;
        }
    }

    /** Looks through a file without changing it. */
    public static Finding check(Path path) throws IOException {
        if (!hasRecords(Disk.SYSTEM, path)) {
            return checkOld(path);
        }
        try (RecordInput in = RecordInput.open(Disk.SYSTEM, path)) {
            long records = 0;
            while (in.next()) {
                records++;
            }
            return new Finding(records, in.offset(), in.fileLength());
        }
    }

    private static Finding checkOld(Path path) throws IOException {
        try (OldFile old = new OldFile(Disk.SYSTEM, path)) {
            try {
                old.load(0, new Nothing());
            } catch (DamageException e) {
                // Where it begins is what was asked for.
                return old.finding();
            }
            return old.finding();
        }
    }

    /**
     * Cuts a file behind its last whole record, and makes a whole file of a snapshot that lost its
     * end.
     *
     * @return where the copy of the file as it was lies
     */
    public static Path repair(Path path) throws IOException {
        Finding finding = check(path);
        Path copy = freeName(path);
        Files.copy(path, copy);
        cut(Disk.SYSTEM, path, finding.end());
        if (!isSegment(path) && hasRecords(Disk.SYSTEM, path)) {
            endSnapshot(path, finding.end());
        }
        return copy;
    }

    private static boolean isSegment(Path path) {
        return path.getFileName().toString().startsWith("log-");
    }

    private static void endSnapshot(Path path, long end) throws IOException {
        Counting counting = new Counting(new Nothing());
        try (RecordInput in = RecordInput.open(Disk.SYSTEM, path)) {
            Entries entries = new Entries();
            while (in.next()) {
                in.entries(entries, counting);
            }
        }
        if (counting.expected == counting.keys) {
            return;
        }
        Chunk chunk = new Chunk();
        chunk.end(counting.keys);
        try (RecordOutput out = RecordOutput.append(Disk.SYSTEM, path, end)) {
            out.write(chunk);
            out.sync();
        }
    }

    private static Path freeName(Path path) {
        Path copy = path.resolveSibling(path.getFileName() + ".damaged");
        for (int i = 2; Files.exists(copy); i++) {
            copy = path.resolveSibling(path.getFileName() + ".damaged-" + i);
        }
        return copy;
    }

    /** Counts keys on their way, and compares them with what the end says. */
    private static final class Counting implements Sink {
        private final Sink to;
        private long keys;
        private long expected = -1;

        Counting(Sink to) {
            this.to = to;
        }

        @Override
        public void time(long ms) {
            to.time(ms);
        }

        @Override
        public void command(int database, Args args) {
            to.command(database, args);
        }

        @Override
        public void put(int database, int kind, byte[] key, long deadlineMs, byte[][] parts) {
            keys++;
            to.put(database, kind, key, deadlineMs, parts);
        }

        @Override
        public void more(byte[][] parts) {
            to.more(parts);
        }

        @Override
        public void delete(int database, byte[] key) {
            to.delete(database, key);
        }

        @Override
        public void clear(int database) {
            to.clear(database);
        }

        @Override
        public void end(long count) {
            expected = count;
            to.end(count);
        }
    }

    /** Takes everything and does nothing. */
    private static final class Nothing implements Sink {
        @Override
        public void time(long ms) { }

        @Override
        public void command(int database, Args args) { }

        @Override
        public void put(int database, int kind, byte[] key, long deadlineMs, byte[][] parts) { }

        @Override
        public void more(byte[][] parts) { }

        @Override
        public void delete(int database, byte[] key) { }

        @Override
        public void clear(int database) { }

        @Override
        public void end(long keys) { }
    }
}
