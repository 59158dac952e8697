package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Writes records to a file, one behind the other. A record that could not be written whole is cut
 * away before the next is tried.
 *
 * <p>Thread: one owner. Owns: the file.
 */
final class RecordOutput implements Closeable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Disk.File file;
    private final Path path;
    private final RecordFormat format;
    private long end;
    private boolean torn;

    private RecordOutput(Disk.File file, Path path, long salt, long end) {
        this.file = file;
        this.path = path;
        this.end = end;
        format = new RecordFormat(salt);
    }

    /** A new file with its header, on the device. */
    static RecordOutput create(Disk disk, Path path) throws IOException {
        long salt = RANDOM.nextLong();
        Disk.File file = disk.create(path);
        try {
            file.write(0, RecordFormat.fileHeader(salt), 0, RecordFormat.FILE_HEADER);
            file.sync();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new RecordOutput(file, path, salt, RecordFormat.FILE_HEADER);
    }

    /** Goes on behind the last whole record of a file. */
    static RecordOutput append(Disk disk, Path path, long end) throws IOException {
        Disk.File file = disk.open(path);
        byte[] header = new byte[RecordFormat.FILE_HEADER];
        Long salt = file.read(0, header, 0, header.length) == header.length
            ? RecordFormat.saltOf(header) : null;
        if (salt == null) {
            file.close();
            throw new DamageException(path, 0, "no header of a file of records");
        }
        return new RecordOutput(file, path, salt, end);
    }

    /** Writes the entries of a chunk as one record. */
    void write(Chunk chunk) throws IOException {
        if (torn) {
            file.truncate(end);
            torn = false;
        }
        int length = chunk.length();
        format.seal(chunk.bytes(), 0, length, end);
        torn = true;
        file.write(end, chunk.bytes(), 0, RecordFormat.RECORD_HEADER + length);
        torn = false;
        end += RecordFormat.RECORD_HEADER + length;
    }

    /** Removes what a failed write may have left behind the last record. */
    void mend() throws IOException {
        if (torn) {
            file.truncate(end);
            torn = false;
        }
    }

    void sync() throws IOException {
        file.sync();
    }

    /** Bytes of the file. */
    long length() {
        return end;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
