package dev.socketley.engine.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of RFC 6455, section 5.3, which undoes itself; eight bytes at a time. */
final class Mask {
    private static final VarHandle WORDS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mask() {}

    /** The key that continues {@code key} after {@code bytes} bytes. */
    static int after(int key, long bytes) {
        return Integer.rotateLeft(key, (int) (bytes & 3) << 3);
    }

    /** Applies a key, whose highest byte goes with the first of the bytes. */
    static void apply(int key, byte[] b, int from, int to) {
        long wide = (long) key << 32 | key & 0xffff_ffffL;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            WORDS.set(b, i, (long) WORDS.get(b, i) ^ wide);
        }
        for (int shift = 24; i < to; i++, shift = shift - 8 & 31) {
            b[i] ^= (byte) (key >> shift);
        }
    }
}
