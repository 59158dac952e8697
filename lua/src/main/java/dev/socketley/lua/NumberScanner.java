package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;

/** Reads one number that fills a slice of bytes, blanks around it allowed; see {@link LuaNumbers}. */
final class NumberScanner {
    /** Mantissas below this are exact in a double, and so are powers of ten up to the table's. */
    private static final long EXACT_MAX = 1L << 53;
    private static final double[] TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final int EXPONENT_MAX = 100_000;

    private final byte[] in;
    private final int end;
    private int at;
    private boolean negative;
    private long mantissa;
    private int digits;
    private boolean inexact;
    private int scale;

    NumberScanner(byte[] in, int offset, int length) {
        this.in = in;
        this.at = offset;
        this.end = offset + length;
    }

    LuaValue scan() {
        skipBlanks();
        int start = at;
        if (at < end && (in[at] == '-' || in[at] == '+')) {
            negative = in[at++] == '-';
        }
        boolean hex = at + 1 < end && in[at] == '0' && (in[at + 1] | 0x20) == 'x';
        if (hex) {
            at += 2;
        }
        if (!mantissa(hex ? 16 : 10)) {
            return LuaValue.NIL;
        }
        int mantissaEnd = at;
        int exponent = exponent(hex ? 'p' : 'e');
        boolean explicit = at > mantissaEnd;
        int stop = at;
        skipBlanks();
        if (at != end || exponent == Integer.MIN_VALUE) {
            return LuaValue.NIL;
        }
        if (!inexact && exponent == 0 && scale == 0 && mantissa <= Integer.MAX_VALUE) {
            return whole((int) mantissa);
        }
        String spare = hex && !explicit ? "p0" : "";
        return LuaDouble.valueOf(hex ? hexadecimal(start, stop, exponent, spare)
            : decimal(start, stop, exponent));
    }

    private LuaValue whole(int value) {
        if (negative && value == 0) {
            return LuaDouble.valueOf(-0.0);
        }
        return LuaInteger.valueOf(negative ? -value : value);
    }

    private double decimal(int start, int stop, int exponent) {
        int power = exponent - scale;
        if (!inexact && mantissa < EXACT_MAX && Math.abs(power) < TEN.length) {
            double value = power < 0 ? mantissa / TEN[-power] : mantissa * TEN[power];
            return negative ? -value : value;
        }
        return Double.parseDouble(text(start, stop));
    }

    private double hexadecimal(int start, int stop, int exponent, String spare) {
        int power = exponent - 4 * scale;
        if (!inexact && mantissa < EXACT_MAX && Math.abs(power) < 900) {
            double value = Math.scalb((double) mantissa, power);
            return negative ? -value : value;
        }
        return Double.parseDouble(text(start, stop) + spare);
    }

    private String text(int start, int stop) {
        return new String(in, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    /** Digits with at most one point; at least one digit. */
    private boolean mantissa(int base) {
        boolean point = false;
        for (; at < end; at++) {
            int c = in[at];
            if (c == '.' && !point) {
                point = true;
                continue;
            }
            int digit = digit(c);
            if (digit < 0 || digit >= base) {
                break;
            }
            digits++;
            if (mantissa < (1L << 58)) {
                mantissa = mantissa * base + digit;
            } else {
                inexact = true;
            }
            if (point) {
                scale++;
            }
        }
        return digits > 0;
    }

    /** 0 when there is none; {@code Integer.MIN_VALUE} when one starts but has no digits. */
    private int exponent(char mark) {
        if (at >= end || (in[at] | 0x20) != mark) {
            return 0;
        }
        at++;
        boolean below = false;
        if (at < end && (in[at] == '-' || in[at] == '+')) {
            below = in[at++] == '-';
        }
        int start = at;
        int value = 0;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            value = Math.min(EXPONENT_MAX, value * 10 + in[at++] - '0');
        }
        if (at == start) {
            return Integer.MIN_VALUE;
        }
        return below ? -value : value;
    }

    private void skipBlanks() {
        while (at < end && (in[at] == ' ' || in[at] >= '\t' && in[at] <= '\r')) {
            at++;
        }
    }

    private static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
