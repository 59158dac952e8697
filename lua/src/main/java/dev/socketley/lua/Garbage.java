package dev.socketley.lua;

/**
 * {@code collectgarbage()}: the JVM is asked to collect only where a script can see that it has, and
 * not often when it takes long, because every loop of the process waits meanwhile.
 */
final class Garbage {
    private static final long SHORT_NANOS = 50_000_000;
    /** A long collection is followed by this many times its duration without one. */
    private static final int REST = 100;

    /** Something that collections change for scripts to see has been made: a weak table. */
    static volatile boolean seen;

    private static long lastEnd;
    private static long lastNanos;

    private Garbage() {}

    static synchronized void collect() {
        long now = System.nanoTime();
        if (!seen || lastNanos > SHORT_NANOS && now - lastEnd < REST * lastNanos) {
            return;
        }
        System.gc();
        lastEnd = System.nanoTime();
        lastNanos = lastEnd - now;
    }
}
