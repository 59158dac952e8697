package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the records of a file in order, until its end or the first that is not whole.
 *
 * <p>Thread: one owner. Owns: the file. Bounds: holds one record, which is never longer than what
 * is left of the file, and a window.
 */
final class RecordInput implements Closeable {
    private static final int WINDOW = 1 << 20;

    private final Disk.File file;
    private final Path path;
    private final long fileLength;
    private final RecordFormat format;
    private byte[] window = new byte[WINDOW];
    private long windowAt;
    private int windowLength;
    private long next = RecordFormat.FILE_HEADER;
    private int from;
    private int length;

    private RecordInput(Disk.File file, Path path, long salt) throws IOException {
        this.file = file;
        this.path = path;
        fileLength = file.length();
        format = new RecordFormat(salt);
    }

    /** @throws DamageException when the file does not begin as one of records does */
    static RecordInput open(Disk disk, Path path) throws IOException {
        Disk.File file = disk.openToRead(path);
        byte[] header = new byte[RecordFormat.FILE_HEADER];
        Long salt = file.read(0, header, 0, header.length) == header.length
            ? RecordFormat.saltOf(header) : null;
        if (salt == null) {
            file.close();
            throw new DamageException(path, 0, "no header of a file of records");
        }
        return new RecordInput(file, path, salt);
    }

    /** Goes to the next record; false at the end and before one that is not whole. */
    boolean next() throws IOException {
        if (!isWhole(next)) {
            return false;
        }
        from = (int) (next - windowAt) + RecordFormat.RECORD_HEADER;
        next += RecordFormat.RECORD_HEADER + length;
        return true;
    }

    /** Whether a whole record lies at an offset; if so it is in the window and has our length. */
    private boolean isWhole(long offset) throws IOException {
        if (!load(offset, RecordFormat.RECORD_HEADER)) {
            return false;
        }
        int at = (int) (offset - windowAt);
        int payload = (int) RecordFormat.INT.get(window, at + 4);
        long end = offset + RecordFormat.RECORD_HEADER + payload;
        if ((int) RecordFormat.INT.get(window, at) != RecordFormat.MARKER || payload < 0
                || payload > RecordFormat.PAYLOAD_BYTES_MAX || end > fileLength
                || !load(offset, RecordFormat.RECORD_HEADER + payload)) {
            return false;
        }
        at = (int) (offset - windowAt);
        length = payload;
        return format.checksum(window, at + RecordFormat.RECORD_HEADER, payload, offset)
            == (int) RecordFormat.INT.get(window, at + 8);
    }

    /** Has so many bytes from an offset on in the window; false when the file ends before. */
    private boolean load(long offset, int count) throws IOException {
        if (offset + count > fileLength) {
            return false;
        }
        if (offset >= windowAt && offset + count <= windowAt + windowLength) {
            return true;
        }
        int held = (int) Math.max(0, windowAt + windowLength - offset);
        boolean overlaps = offset >= windowAt && held > 0;
        int wanted = (int) Math.min(Math.max(count, WINDOW), fileLength - offset);
        byte[] to = wanted > window.length || window.length > WINDOW && wanted <= WINDOW
            ? new byte[Math.max(wanted, WINDOW)] : window;
        if (overlaps) {
            System.arraycopy(window, (int) (offset - windowAt), to, 0, held);
        } else {
            held = 0;
        }
        window = to;
        windowAt = offset;
        windowLength = held;
        while (windowLength < wanted) {
            int got = file.read(offset + windowLength, window, windowLength,
                wanted - windowLength);
            if (got < 0) {
                return windowLength >= count;
            }
            windowLength += got;
        }
        return true;
    }

    /** The array that the payload lies in. */
    byte[] bytes() {
        return window;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    /** Where the next record begins: everything before is whole. */
    long offset() {
        return next;
    }

    long fileLength() {
        return fileLength;
    }

    /** Hands the entries of the present record on. */
    void entries(Entries reader, Entries.Sink sink) throws DamageException {
        try {
            reader.read(window, from, length, sink);
        } catch (Entries.Malformed e) {
            throw new DamageException(path,
                next - RecordFormat.RECORD_HEADER - length, e.getMessage());
        }
    }

    /**
     * Whether a whole record lies somewhere behind the one that is not: then the file was not
     * merely cut short. A file that imitates records without end is taken for one that has some.
     */
    boolean hasRecordsBehind() throws IOException {
        long checked = 0;
        byte[] look = new byte[WINDOW];
        for (long at = next + 1; at < fileLength; at += WINDOW - 3) {
            int got = readFully(at, look);
            for (int i = 0; i + 4 <= got; i++) {
                if ((int) RecordFormat.INT.get(look, i) == RecordFormat.MARKER) {
                    if (isWhole(at + i) || checked > 4 * fileLength) {
                        return true;
                    }
                    checked += length;
                }
            }
        }
        return false;
    }

    private int readFully(long at, byte[] into) throws IOException {
        int held = 0;
        while (held < into.length) {
            int got = file.read(at + held, into, held, into.length - held);
            if (got < 0) {
                break;
            }
            held += got;
        }
        Arrays.fill(into, held, into.length, (byte) 0);
        return held;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
