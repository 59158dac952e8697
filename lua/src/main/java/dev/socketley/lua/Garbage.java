package dev.socketley.lua;

/**
 * {@code collectgarbage()}: the JVM is asked to collect only where a script can see that it has, and
 * for a bounded part of the time, because every loop of the process waits meanwhile.
 */
final class Garbage {
    private static final long NANOS_FREE = 5_000_000_000L;
    /** Of the time since the first collection, one part in this many. */
    private static final int SHARE = 100;

    /** Something that collections change for scripts to see has been made: a weak table. */
    static volatile boolean seen;

    private static final long BEGAN = System.nanoTime();
    private static long spentNanos;

    private Garbage() {}

    /** For tests, which collect more than a program should. */
    static synchronized void forget() {
        spentNanos = 0;
    }

    static synchronized void collect() {
        long now = System.nanoTime();
        if (seen && spentNanos < NANOS_FREE + (now - BEGAN) / SHARE) {
            System.gc();
            spentNanos += System.nanoTime() - now;
        }
    }
}
