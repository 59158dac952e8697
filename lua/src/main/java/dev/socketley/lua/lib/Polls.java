package dev.socketley.lua.lib;

import dev.socketley.lua.LuaPolls;

/** Where long library loops let the watchdog in. */
final class Polls {
    /** How many small steps of a loop make one poll. */
    static final int STRIDE = 1024;
    /** Bytes copied in the time of one such step. */
    private static final int BYTES_PER_STEP = 64;

    private Polls() {}

    /** Says that {@code units} steps of about one instruction each were done. */
    static void poll(int units) {
        LuaPolls.poll(units);
    }

    /** Says that so many bytes are about to be copied; few of them cost nothing. */
    static void copy(int bytes) {
        if (bytes > STRIDE) {
            poll(bytes / BYTES_PER_STEP);
        }
    }

    /** Says that so many values are about to be made. */
    static void make(int values) {
        if (values > BYTES_PER_STEP) {
            poll(values / 4);
        }
    }
}
