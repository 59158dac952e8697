package dev.socketley.engine.cache.command;

/** Arguments that are counts, or places in a row of elements counted from either end. */
final class Ranges {
    private static final Reply NOT_POSITIVE =
        Reply.error("ERR value is out of range, must be positive");

    private Ranges() {
    }

    /** An integer of 0 or more. */
    static long positive(Call call, int index) {
        return atLeast(0, call, index, NOT_POSITIVE);
    }

    /** An integer of {@code least} or more; anything else is the error. */
    static long atLeast(long least, Call call, int index, Reply error) {
        long value;
        try {
            value = call.integer(index);
        } catch (CommandException e) {
            throw Errors.raise(error);
        }
        if (value < least) {
            throw Errors.raise(error);
        }
        return value;
    }

    /** The first place of a range that begins at {@code start}. */
    static int from(long start, int size) {
        long from = start < 0 ? start + size : start;
        return (int) Math.min(Math.max(from, 0), size);
    }

    /** The place behind a range that ends with {@code stop}. */
    static int to(long stop, int size) {
        long to = stop < 0 ? stop + size : stop;
        return to < 0 ? 0 : (int) Math.min(to, size - 1L) + 1;
    }
}
