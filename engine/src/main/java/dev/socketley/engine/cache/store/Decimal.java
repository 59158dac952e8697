package dev.socketley.engine.cache.store;

/** Integers that are written as Redis writes them: no sign but a minus, no leading zeros. */
public final class Decimal {
    private static final int DIGITS_MAX = 20;

    private Decimal() {
    }

    /** Whether bytes are the text of a {@code long}, as {@link #text} would write it. */
    public static boolean is(byte[] bytes, int from, int length) {
        if (length == 0 || length > DIGITS_MAX) {
            return false;
        }
        boolean negative = bytes[from] == '-';
        int at = negative ? from + 1 : from;
        int end = from + length;
        if (at == end || bytes[at] == '0' && length > 1) {
            return false;
        }
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || value < limit / 10 || value * 10 < limit + digit) {
                return false;
            }
            value = value * 10 - digit;
        }
        return true;
    }

    /** The number that bytes are the text of, as {@link #is} has found. */
    public static long parse(byte[] bytes, int from, int length) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int at = negative ? from + 1 : from; at < from + length; at++) {
            value = value * 10 - (bytes[at] - '0');
        }
        return negative ? value : -value;
    }

    /** The text of a number. */
    public static byte[] text(long value) {
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long r = rest; r <= -10; r /= 10) {
            digits++;
        }
        byte[] text = new byte[value < 0 ? digits + 1 : digits];
        text[0] = '-';
        for (int at = text.length - 1; digits > 0; digits--) {
            text[at--] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return text;
    }
}
