package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.ValueKind;

/**
 * What a command waits for that found nothing: it is run again when one of its keys holds a value of
 * a kind.
 *
 * @param kind       what it can take
 * @param keys       which of its arguments are the keys
 * @param deadlineMs when it is answered with nothing by {@link CacheContext#steadyMs}, or
 *                   {@link Long#MAX_VALUE}
 * @param nothing    that answer
 */
public record BlockedOn(ValueKind kind, int[] keys, long deadlineMs, Reply nothing) {
    private static final Reply NOT_A_FLOAT =
        Reply.error("ERR timeout is not a float or out of range");
    private static final Reply NEGATIVE = Reply.error("ERR timeout is negative");
    private static final Reply TOO_LONG = Reply.error("ERR timeout is out of range");
    private static final double MS_PER_SECOND = 1000;
    private static final double TIMEOUT_MS_MAX = 1L << 62;

    /** A timeout in seconds as an absolute time; 0 is for ever. */
    static long deadline(Call call, int index) {
        double seconds = Scores.score(call, index, NOT_A_FLOAT);
        if (seconds < 0) {
            throw Errors.raise(NEGATIVE);
        }
        double ms = Math.ceil(seconds * MS_PER_SECOND);
        if (ms > TIMEOUT_MS_MAX) {
            throw Errors.raise(TOO_LONG);
        }
        return ms == 0 ? Long.MAX_VALUE : call.context().steadyMs() + (long) ms;
    }

    /** The keys from one argument to another, that one left out. */
    static int[] keys(int from, int to) {
        int[] keys = new int[to - from];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = from + i;
        }
        return keys;
    }
}
