package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * Numbered objects, in segments, so that more of them never means copying all.
 *
 * <p>Thread: one owner.
 */
final class Objects {
    private static final int BITS = 10;
    private static final int SEGMENT = 1 << BITS;
    private static final int NONE = -1;

    private Object[][] segments = {};
    /** The number freed before each that is free. */
    private int[][] freed = {};
    private int lastFreed = NONE;
    private int end;
    private int live;

    Object get(int number) {
        return segments[number >>> BITS][number & SEGMENT - 1];
    }

    void set(int number, Object value) {
        segments[number >>> BITS][number & SEGMENT - 1] = value;
    }

    /** Keeps an object; answers its number. */
    int add(Object value) {
        int number = lastFreed;
        if (number != NONE) {
            lastFreed = freed[number >>> BITS][number & SEGMENT - 1];
        } else {
            number = end++;
            if (number >>> BITS == segments.length) {
                int count = Math.max(4, 2 * segments.length);
                segments = Arrays.copyOf(segments, count);
                freed = Arrays.copyOf(freed, count);
            }
            if (segments[number >>> BITS] == null) {
                segments[number >>> BITS] = new Object[SEGMENT];
            }
        }
        set(number, value);
        live++;
        return number;
    }

    /** Heap bytes of the references, without what they refer to. */
    long memoryBytes() {
        return (long) live * Sizes.REFERENCE;
    }

    /** Lets an object go; its number is given again. */
    void remove(int number) {
        set(number, null);
        int segment = number >>> BITS;
        if (freed[segment] == null) {
            freed[segment] = new int[SEGMENT];
        }
        freed[segment][number & SEGMENT - 1] = lastFreed;
        lastFreed = number;
        live--;
    }
}
