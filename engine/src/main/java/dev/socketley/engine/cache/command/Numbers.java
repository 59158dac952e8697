package dev.socketley.engine.cache.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Numbers as Redis reads and writes them. */
final class Numbers {
    private static final int DIGITS_MAX = 20;
    private static final int FLOAT_TEXT_MAX = 256;
    private static final int FLOAT_EXPONENT_MAX = 4932;
    private static final int FLOAT_DECIMALS = 17;

    private Numbers() {
    }

    /** A decimal 64-bit integer with nothing before, after or to spare. */
    static long integer(byte[] bytes, int from, int length) {
        if (length == 0 || length > DIGITS_MAX) {
            throw Errors.raise(Errors.NOT_AN_INTEGER);
        }
        boolean negative = bytes[from] == '-';
        int at = negative ? from + 1 : from;
        int end = from + length;
        boolean zero = at < end && bytes[at] == '0';
        if (at == end || zero && length > 1) {
            throw Errors.raise(Errors.NOT_AN_INTEGER);
        }
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || value < limit / 10 || value * 10 < limit + digit) {
                throw Errors.raise(Errors.NOT_AN_INTEGER);
            }
            value = value * 10 - digit;
        }
        return negative ? value : -value;
    }

    static byte[] bytes(long value) {
        return Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The shortest text that reads as the same double, by {@code %.17g}'s rules of form. */
    static byte[] bytes(double value) {
        return Doubles.bytes(value);
    }

    static BigDecimal decimal(byte[] bytes, int from, int length) {
        if (length == 0 || length > FLOAT_TEXT_MAX) {
            throw Errors.raise(Errors.NOT_A_FLOAT);
        }
        try {
            BigDecimal value =
                new BigDecimal(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
            if (Math.abs((long) value.scale()) > FLOAT_EXPONENT_MAX) {
                throw Errors.raise(Errors.NOT_A_FLOAT);
            }
            return value;
        } catch (NumberFormatException e) {
            throw Errors.raise(Errors.NOT_A_FLOAT);
        }
    }

    static byte[] bytes(BigDecimal value) {
        BigDecimal rounded = value.setScale(FLOAT_DECIMALS, RoundingMode.HALF_EVEN);
        String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
