package dev.socketley.engine.cache.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the files that came before records, {@code SKV1} and {@code SKV2}. Numbers are
 * little-endian.
 *
 * <pre>
 * SKV1: (u32 length, key, u32 length, value)...
 * SKV2: "SKV2" (u8 type, u32 length, key, payload, u8 expires, [i64 milliseconds left])...
 *       payload of a string: u32 length, bytes; of a list or set: u32 count, then each as a
 *       string; of a hash: u32 count, then field and value of each
 * </pre>
 *
 * <p>Thread: one owner. Owns: the file. Bounds: no length is believed that the file has no bytes
 * for.
 */
final class OldFile implements Closeable {
    private static final int WINDOW = 1 << 16;
    private static final byte[] MAGIC = "SKV2".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 3;

    private final Path path;
    private final Disk.File file;
    private final long fileLength;
    private final byte[] window = new byte[WINDOW];
    private long windowAt;
    private int windowLength;
    private long at;
    private long recordAt;
    private long keys;

    OldFile(Disk disk, Path path) throws IOException {
        this.path = path;
        file = disk.openToRead(path);
        fileLength = file.length();
    }

    /** Hands every key to the sink, as of database 0. */
    void load(long nowMs, Entries.Sink sink) throws IOException {
        boolean typed = isTyped();
        at = typed ? MAGIC.length : 0;
        recordAt = at;
        while (at < fileLength) {
            if (typed) {
                typed(nowMs, sink);
            } else {
                byte[] key = bytes();
                sink.put(0, Entries.STRING, key, 0, new byte[][] {bytes()});
            }
            recordAt = at;
            keys++;
        }
    }

    private boolean isTyped() throws IOException {
        if (fileLength < MAGIC.length) {
            return false;
        }
        for (byte each : MAGIC) {
            if (one() != each) {
                return false;
            }
        }
        return true;
    }

    private void typed(long nowMs, Entries.Sink sink) throws IOException {
        int type = one();
        if (type > HASH) {
            throw damaged("type " + type + " of a value");
        }
        byte[] key = bytes();
        long count = type == Entries.STRING ? 1 : number(4) * (type == HASH ? 2 : 1);
        // Every part takes at least its length.
        if (count * 4 > fileLength - at) {
            throw damaged(count + " elements where " + (fileLength - at) + " bytes are left");
        }
        byte[][] parts = new byte[(int) count][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = bytes();
        }
        int expires = one();
        if (expires > 1) {
            throw damaged("mark " + expires + " of a deadline");
        }
        long left = expires == 1 ? number(8) : Long.MAX_VALUE;
        if (left > 0 && parts.length > 0) {
            long deadline = expires == 0 ? 0 : nowMs + Math.min(left, Long.MAX_VALUE / 2);
            sink.put(0, type, key, deadline, parts);
        }
    }

    private byte[] bytes() throws IOException {
        long length = number(4);
        if (length > fileLength - at || length > Integer.MAX_VALUE - 16) {
            throw damaged("length " + length + " where " + (fileLength - at) + " bytes are left");
        }
        byte[] out = new byte[(int) length];
        for (int held = 0; held < out.length;) {
            refill();
            int from = (int) (at - windowAt);
            int more = Math.min(out.length - held, windowLength - from);
            System.arraycopy(window, from, out, held, more);
            held += more;
            at += more;
        }
        return out;
    }

    private long number(int size) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) one() << (8 * i);
        }
        return value;
    }

    private int one() throws IOException {
        if (at >= fileLength) {
            throw damaged("the file ends early");
        }
        refill();
        return window[(int) (at++ - windowAt)] & 0xff;
    }

    private void refill() throws IOException {
        if (at >= windowAt && at < windowAt + windowLength) {
            return;
        }
        windowAt = at;
        windowLength = file.read(at, window, 0, WINDOW);
        if (windowLength <= 0) {
            windowLength = 0;
            throw damaged("the file ends early");
        }
    }

    private DamageException damaged(String what) {
        return new DamageException(path, recordAt, what);
    }

    /** What was whole until {@link #load} ended, well or not. */
    RecordFiles.Finding finding() {
        return new RecordFiles.Finding(keys, recordAt, fileLength);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
