package dev.socketley.lua.lib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds one byte among many, eight at a time. <b>Thread:</b> any. */
final class ByteSearch {
    private static final VarHandle WORD =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private ByteSearch() {}

    /** The index of {@code wanted} from {@code from} to before {@code end}, or -1. */
    static int indexOf(byte[] in, int from, int end, byte wanted) {
        int at = from;
        long pattern = (wanted & 255) * ONES;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long differs = (long) WORD.get(in, at) ^ pattern;
            // The lowest byte that is zero has its highest bit set; those above it may lie.
            long zeros = differs - ONES & ~differs & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < end; at++) {
            if (in[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
