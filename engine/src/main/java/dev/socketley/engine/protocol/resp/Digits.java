package dev.socketley.engine.protocol.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers as decimal digits, two of them at a time. Thread: any. */
public final class Digits {
    private static final VarHandle SHORTS =
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The digits of 0 to 99. */
    private static final short[] PAIRS = pairs();
    /** Digits of the longest number. */
    private static final int DIGITS_MAX = 19;

    private Digits() {
    }

    private static short[] pairs() {
        short[] pairs = new short[100];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) ('0' + i / 10 | '0' + i % 10 << Byte.SIZE);
        }
        return pairs;
    }

    /** Characters of a number, its sign included. */
    public static int count(long value) {
        int sign = value < 0 ? 1 : 0;
        long rest = value < 0 ? -value : value;
        if (rest < 0) {
            return sign + DIGITS_MAX;
        }
        int digits = 1;
        for (long power = 10; digits < DIGITS_MAX && power <= rest; power *= 10) {
            digits++;
        }
        return sign + digits;
    }

    /** Writes a number so that its last digit lies before {@code end}; answers where it begins. */
    public static int write(long value, byte[] to, int end) {
        int at = end;
        // Without a sign, and of the smallest long as an unsigned number.
        long rest = value < 0 ? -value : value;
        while (rest < 0 || rest > Integer.MAX_VALUE) {
            long left = Long.divideUnsigned(rest, 100);
            at -= 2;
            SHORTS.set(to, at, PAIRS[(int) (rest - 100 * left)]);
            rest = left;
        }
        int small = (int) rest;
        while (small >= 10) {
            int left = small / 100;
            at -= 2;
            SHORTS.set(to, at, PAIRS[small - 100 * left]);
            small = left;
        }
        if (small > 0 || at == end) {
            to[--at] = (byte) ('0' + small);
        }
        if (value < 0) {
            to[--at] = '-';
        }
        return at;
    }
}
