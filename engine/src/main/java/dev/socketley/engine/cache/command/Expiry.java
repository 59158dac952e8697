package dev.socketley.engine.cache.command;

/** Deadlines from the arguments of commands. */
final class Expiry {
    private static final long MS_PER_SECOND = 1000;

    private Expiry() {
    }

    /** Whether an argument is one of the options that give a deadline. */
    static boolean isOption(Call call, int index) {
        return call.is(index, "EX") || call.is(index, "PX")
            || call.is(index, "EXAT") || call.is(index, "PXAT");
    }

    /**
     * Whether an argument is such an option and may stand there: as the first, or the same again.
     *
     * @param before where one was given already, or 0
     */
    static boolean isAnother(Call call, int index, int before) {
        return isOption(call, index)
            && (before == 0 || call.args().text(before).equalsIgnoreCase(call.args().text(index)));
    }

    /** The deadline that option {@code index} and the number behind it give. */
    static long option(Call call, int index) {
        boolean seconds = call.is(index, "EX") || call.is(index, "EXAT");
        boolean relative = call.is(index, "EX") || call.is(index, "PX");
        long amount = call.integer(index + 1);
        if (amount <= 0) {
            throw Errors.raise(call.expireTimeError());
        }
        return deadline(call, amount, seconds, relative);
    }

    /** The deadline in Unix milliseconds; an amount that does not fit is an error. */
    static long deadline(Call call, long amount, boolean seconds, boolean relative) {
        long ms = amount;
        if (seconds) {
            if (Math.abs(amount) > Long.MAX_VALUE / MS_PER_SECOND) {
                throw Errors.raise(call.expireTimeError());
            }
            ms = amount * MS_PER_SECOND;
        }
        if (relative) {
            if (ms > Long.MAX_VALUE - call.now()) {
                throw Errors.raise(call.expireTimeError());
            }
            ms += call.now();
        }
        return ms;
    }
}
