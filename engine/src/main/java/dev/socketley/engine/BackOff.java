package dev.socketley.engine;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between attempts: a random part of a ceiling that doubles, so that clients which lost the
 * same server do not come back in step. <b>Thread:</b> its owner's loop.
 */
public final class BackOff {
    /** Doubling beyond this cannot matter: the longest ceiling is a day. */
    private static final int DOUBLINGS_MAX = 40;

    private int attempts;

    /** Attempts since the last {@link #reset}. */
    public int attempts() {
        return attempts;
    }

    public void reset() {
        attempts = 0;
    }

    /** Longest possible wait before the next attempt, in the unit of its arguments. */
    public static long ceiling(int attempts, long min, long max) {
        int doublings = Math.min(attempts, DOUBLINGS_MAX);
        return min > max >> doublings ? max : min << doublings;
    }

    /** Counts an attempt and returns how long to wait before it. */
    public long next(long min, long max) {
        return ThreadLocalRandom.current().nextLong(ceiling(attempts++, min, max) + 1);
    }
}
