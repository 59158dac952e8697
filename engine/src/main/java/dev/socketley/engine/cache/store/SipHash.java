package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * SipHash with one compression and three finalization rounds, under a random key, so that
 * a client cannot choose keys that collide.
 */
final class SipHash {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** For the keys of stores; its key is chosen once a process. */
    static final SipHash KEYS = random();

    /** For the elements of values; its key is chosen once a process. */
    static final SipHash ELEMENTS = random();

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    static SipHash random() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    long hash(byte[] bytes, int from, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int at = from;
        int whole = from + (length & ~7);
        // One pass more than there are whole words: the last word carries the tail and the length.
        while (true) {
            boolean last = at == whole;
            long m = last ? tail(bytes, at, length) : (long) LONGS.get(bytes, at);
            v3 ^= m;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= m;
            if (last) {
                return finish(v0, v1, v2 ^ 0xff, v3);
            }
            at += Long.BYTES;
        }
    }

    private static long tail(byte[] bytes, int at, int length) {
        long m = (long) length << 56;
        for (int i = (length & 7) - 1; i >= 0; i--) {
            m |= (bytes[at + i] & 0xffL) << (8 * i);
        }
        return m;
    }

    private static long finish(long a, long b, long c, long d) {
        long v0 = a;
        long v1 = b;
        long v2 = c;
        long v3 = d;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
