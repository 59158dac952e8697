package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Integers in ascending order in one array: the first byte is how many bytes each of them takes, 2,
 * 4 or 8, whichever the widest needs. A change answers a new array.
 */
final class IntSet {
    static final byte[] EMPTY = {Short.BYTES};

    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private IntSet() {
    }

    private static VarHandle view(Class<?> of) {
        return MethodHandles.byteArrayViewVarHandle(of, ByteOrder.nativeOrder());
    }

    static int count(byte[] all) {
        return (all.length - 1) / all[0];
    }

    static long get(byte[] all, int index) {
        int width = all[0];
        int at = 1 + index * width;
        return switch (width) {
            case Short.BYTES -> (short) SHORTS.get(all, at);
            case Integer.BYTES -> (int) INTS.get(all, at);
            default -> (long) LONGS.get(all, at);
        };
    }

    private static void set(byte[] all, int index, long value) {
        int width = all[0];
        int at = 1 + index * width;
        switch (width) {
            case Short.BYTES -> SHORTS.set(all, at, (short) value);
            case Integer.BYTES -> INTS.set(all, at, (int) value);
            default -> LONGS.set(all, at, value);
        }
    }

    private static int width(long value) {
        return value == (short) value ? Short.BYTES
            : value == (int) value ? Integer.BYTES : Long.BYTES;
    }

    /** The index of a number, or {@code -1 - index} of where it would stand. */
    static int find(byte[] all, long value) {
        int low = 0;
        int high = count(all) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = get(all, middle);
            if (there < value) {
                low = middle + 1;
            } else if (there > value) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    /** With a number that is not there, at the index where it stands. */
    static byte[] insert(byte[] all, int index, long value) {
        int width = Math.max(all[0], width(value));
        int count = count(all);
        byte[] more = new byte[1 + (count + 1) * width];
        more[0] = (byte) width;
        if (width == all[0]) {
            int at = 1 + index * width;
            System.arraycopy(all, 1, more, 1, at - 1);
            System.arraycopy(all, at, more, at + width, all.length - at);
        } else {
            for (int i = 0; i < count; i++) {
                set(more, i < index ? i : i + 1, get(all, i));
            }
        }
        set(more, index, value);
        return more;
    }

    /** Without the number at an index. */
    static byte[] remove(byte[] all, int index) {
        int width = all[0];
        byte[] fewer = new byte[all.length - width];
        int at = 1 + index * width;
        System.arraycopy(all, 0, fewer, 0, at);
        System.arraycopy(all, at + width, fewer, at, fewer.length - at);
        return fewer;
    }
}
