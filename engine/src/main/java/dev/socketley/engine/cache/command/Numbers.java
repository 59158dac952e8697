package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Doubles;
import dev.socketley.engine.protocol.resp.Digits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Numbers as Redis reads and writes them. */
final class Numbers {
    /** Characters of the longest integer. */
    static final int DIGITS_MAX = 20;
    /** So many characters are no more than a long can hold. */
    private static final int DIGITS_SAFE = 18;
    private static final int FLOAT_TEXT_MAX = 256;
    private static final int FLOAT_EXPONENT_MAX = 4932;
    private static final int FLOAT_DECIMALS = 17;

    /** Bits of the fraction of C's long double, in which Redis calculates. */
    private static final int EXTENDED_BITS = 64;
    private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");
    static final Reply INFINITY =
        Reply.error("ERR increment would produce NaN or Infinity");

    private Numbers() {
    }

    /** The nearest number that has a binary fraction of 64 bits. */
    private static BigDecimal extended(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger n = value.unscaledValue().abs();
        BigInteger d = BigInteger.ONE;
        if (value.scale() > 0) {
            d = BigInteger.TEN.pow(value.scale());
        } else {
            n = n.multiply(BigInteger.TEN.pow(-value.scale()));
        }
        int exponent = n.bitLength() - d.bitLength() - EXTENDED_BITS;
        BigInteger divisor = exponent > 0 ? d.shiftLeft(exponent) : d;
        BigInteger scaled = exponent < 0 ? n.shiftLeft(-exponent) : n;
        if (scaled.divide(divisor).bitLength() > EXTENDED_BITS) {
            exponent++;
            divisor = divisor.shiftLeft(1);
        }
        BigInteger[] parts = scaled.divideAndRemainder(divisor);
        int half = parts[1].shiftLeft(1).compareTo(divisor);
        boolean up = half > 0 || half == 0 && parts[0].testBit(0);
        BigInteger fraction = up ? parts[0].add(BigInteger.ONE) : parts[0];
        BigDecimal rounded = exponent >= 0 ? new BigDecimal(fraction.shiftLeft(exponent))
            : new BigDecimal(fraction.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
        return value.signum() < 0 ? rounded.negate() : rounded;
    }

    /** The sum as C's long double gives it. */
    static BigDecimal sum(BigDecimal one, BigDecimal other) {
        return extended(one.add(other));
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
            if (digit < 0 || digit > 9
                    || length > DIGITS_SAFE && (value < limit / 10 || value * 10 < limit + digit)) {
                throw Errors.raise(Errors.NOT_AN_INTEGER);
            }
            value = value * 10 - digit;
        }
        return negative ? value : -value;
    }

    /** Writes an integer to the end of an array of {@link #DIGITS_MAX}; answers where it begins. */
    static int digits(long value, byte[] to) {
        return Digits.write(value, to, to.length);
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
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        if (INFINITE.matcher(text).matches()) {
            throw Errors.raise(INFINITY);
        }
        try {
            BigDecimal value = new BigDecimal(text);
            if (Math.abs((long) value.scale()) > FLOAT_EXPONENT_MAX) {
                throw Errors.raise(Errors.NOT_A_FLOAT);
            }
            return extended(value);
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
