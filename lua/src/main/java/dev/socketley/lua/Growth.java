package dev.socketley.lua;

/** Hears of every array that a table takes beyond its first few elements. */
final class Growth {
    /** Smaller arrays are garbage like any other. */
    private static final long BYTES_MIN = 1024;

    private Growth() {}

    static void count(long bytes) {
        if (bytes >= BYTES_MIN) {
            LuaPolls.grown(bytes);
        }
    }
}
