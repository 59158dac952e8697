package dev.socketley.engine.cache.store;

import java.util.SplittableRandom;

/**
 * How use of a key is remembered: an int beside each slot of the table, kept only while somebody
 * asks for it. Thread: its store's.
 */
enum Usage {
    /** Nothing is remembered. */
    NONE,
    /** The time of the last use in milliseconds, its lower 32 bits. */
    LAST,
    /** How often: minutes of the last decay in the upper 24 bits, a logarithmic count below. */
    OFTEN;

    private static final int COUNT_BITS = 8;
    private static final int COUNT_MAX = 255;
    private static final int COUNT_BEGIN = 5;
    private static final int LOG_FACTOR = 10;
    private static final long MS_PER_MINUTE = 60_000;
    private static final int MINUTES_MASK = 0xff_ffff;
    private static final SplittableRandom RANDOM = new SplittableRandom();

    /** The stamp of a new key. */
    int first(long nowMs) {
        return this == LAST ? (int) nowMs : minutes(nowMs) << COUNT_BITS | COUNT_BEGIN;
    }

    /** The stamp of a key that is used now. */
    int next(int stamp, long nowMs) {
        if (this == LAST) {
            return (int) nowMs;
        }
        int count = count(stamp, nowMs);
        int above = Math.max(0, count - COUNT_BEGIN);
        if (count < COUNT_MAX && RANDOM.nextDouble() * (above * LOG_FACTOR + 1) < 1) {
            count++;
        }
        return minutes(nowMs) << COUNT_BITS | count;
    }

    /** How ready a key is to go: more is readier. */
    long idle(int stamp, long nowMs) {
        return this == LAST ? Integer.toUnsignedLong((int) nowMs - stamp)
            : COUNT_MAX - count(stamp, nowMs);
    }

    /** The count, less one for each minute since it was last changed. */
    static int count(int stamp, long nowMs) {
        int passed = (minutes(nowMs) - (stamp >>> COUNT_BITS)) & MINUTES_MASK;
        return Math.max(0, (stamp & COUNT_MAX) - passed);
    }

    private static int minutes(long nowMs) {
        return (int) (nowMs / MS_PER_MINUTE) & MINUTES_MASK;
    }
}
