package dev.socketley.engine.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The last changes that followers were sent, so that one whose connection broke goes on where it was.
 *
 * <p>Thread: the cache's home loop. Bounds: {@code replicate-resume-bytes-max}.
 */
final class Backlog {
    /** @param end where the changes stand behind it */
    private record Kept(byte[] record, long end) {}

    /** What a record takes beside its bytes. */
    private static final int KEPT_BYTES = 64;

    private final LongSupplier bytesMax;
    private final Deque<Kept> all = new ArrayDeque<>();
    private long bytes;
    /** Where the oldest that is kept begins. */
    private long start;

    Backlog(LongSupplier bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Forgets all; the next record begins at a position. */
    void clear(long position) {
        all.clear();
        bytes = 0;
        start = position;
    }

    void add(byte[] record, long end) {
        all.add(new Kept(record, end));
        bytes += record.length + KEPT_BYTES;
        while (bytes > bytesMax.getAsLong() && !all.isEmpty()) {
            Kept oldest = all.poll();
            bytes -= oldest.record.length + KEPT_BYTES;
            start = oldest.end;
        }
    }

    long bytes() {
        return bytes;
    }

    /** The records from a position on; null when some of them are not kept. */
    List<byte[]> from(long position) {
        List<byte[]> found = new ArrayList<>();
        long at = start;
        boolean isFound = at == position;
        for (Kept each : all) {
            if (isFound) {
                found.add(each.record);
            }
            at = each.end;
            isFound |= at == position;
        }
        return isFound ? found : null;
    }
}
