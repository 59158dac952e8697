package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * Numbers to text and back, as PUC Lua 5.2 on Linux does it: {@code %.14g} and {@code strtod}.
 *
 * <p>Every NaN is written {@code -nan}: that is what C prints for {@code 0/0}, and the JVM does not
 * keep a NaN's sign reliably. <b>Thread:</b> any.
 */
public final class LuaNumbers {
    private static final int SIGNIFICANT = 14;
    /** From here on {@code %.14g} needs an exponent. */
    private static final double PLAIN_MAX = 1e14;
    /** Down to here {@code %.14g} needs none. */
    private static final double SHORT_MIN = 1e-4;
    /** Most fractions that people write have no more places. */
    private static final int SHORT_PLACES_MAX = 3;
    /** Products below this leave room for a fraction with an eighth to spare. */
    private static final double SCALED_MAX = 1L << 50;
    /** Powers of ten that are exact. */
    private static final double[] TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long[] LONG_TEN = new long[19];
    private static final int TEXT_BYTES_MAX = 24;
    private static final int CACHED_MIN = -128;
    private static final int CACHED_MAX = 1024;
    private static final LuaString[] CACHED = new LuaString[CACHED_MAX - CACHED_MIN + 1];

    static {
        LONG_TEN[0] = 1;
        for (int i = 1; i < LONG_TEN.length; i++) {
            LONG_TEN[i] = LONG_TEN[i - 1] * 10;
        }
        for (int i = 0; i < CACHED.length; i++) {
            CACHED[i] = ofLong(i + CACHED_MIN);
        }
    }

    private LuaNumbers() {}

    /** The text of {@code value} as {@code tostring} and {@code ..} show it. */
    public static LuaString format(double value) {
        int whole = (int) value;
        if (whole == value && !isMinusZero(value)) {
            return whole >= CACHED_MIN && whole <= CACHED_MAX ? CACHED[whole - CACHED_MIN]
                : ofLong(whole);
        }
        byte[] out = new byte[TEXT_BYTES_MAX];
        return LuaStrings.copy(out, 0, write(value, out, 0));
    }

    private static LuaString ofLong(long value) {
        byte[] out = new byte[lengthOfLong(value)];
        writeLong(value, out, 0);
        return LuaStrings.using(out);
    }

    /** As {@link #format(double)}, for a number value; the common integers allocate nothing. */
    public static LuaString tostring(LuaValue number) {
        if (number instanceof LuaInteger i) {
            return i.v >= CACHED_MIN && i.v <= CACHED_MAX ? CACHED[i.v - CACHED_MIN] : ofLong(i.v);
        }
        return format(number.todouble());
    }

    /** As {@link #format(double)}, as a Java string. */
    public static String text(double value) {
        byte[] out = new byte[TEXT_BYTES_MAX];
        return new String(out, 0, write(value, out, 0), StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the text of {@code value} into {@code out} at {@code at}, which needs room for 24 bytes.
     *
     * @return the index after the last byte written
     */
    public static int write(double value, byte[] out, int at) {
        if (Math.abs(value) < PLAIN_MAX) {
            long whole = (long) value;
            if (whole == value && !isMinusZero(value)) {
                return writeLong(whole, out, at);
            }
        }
        if (value != value) {
            return ascii("-nan", out, at);
        }
        int to = at;
        if (value < 0 || isMinusZero(value)) {
            out[to++] = '-';
        }
        if (Double.isInfinite(value)) {
            return ascii("inf", out, to);
        }
        double size = Math.abs(value);
        if (size >= SHORT_MIN && size < PLAIN_MAX) {
            int end = writeShort(size, out, to);
            if (end >= 0) {
                return end;
            }
        }
        Decimal d = Decimal.significant(value, SIGNIFICANT);
        int exponent = d.point() - 1;
        return exponent < -4 || exponent >= SIGNIFICANT
            ? writeScientific(d, exponent, out, to) : writePlain(d, out, to);
    }

    private static boolean isMinusZero(double value) {
        return value == 0 && 1 / value < 0;
    }

    private static int ascii(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    /**
     * What {@code value} times ten to the {@code places} is to the nearest integer, half to even, as
     * if the product were exact; -1 when it is too large for that to be told.
     *
     * @param value not negative, not NaN
     */
    public static long scaled(double value, int places) {
        if (places < 0 || places >= TEN.length) {
            return -1;
        }
        double ten = TEN[places];
        double high = value * ten;
        if (!(high < SCALED_MAX)) {
            return -1;
        }
        // The exact product is high + low; over and the comparison are exact too.
        double low = Math.fma(value, ten, -high);
        long whole = (long) high;
        double over = high - whole - 0.5;
        return over > -low || over == -low && (whole & 1) == 1 ? whole + 1 : whole;
    }

    /** A number that is not whole, written without an exponent; -1 if rounding makes it need one. */
    private static int writeShort(double value, byte[] out, int at) {
        for (int places = 1; places <= SHORT_PLACES_MAX; places++) {
            double product = value * TEN[places];
            long whole = (long) product;
            // If a few digits are as near as a double can tell, the 14 nearest end in zeros.
            if (whole == product && product < PLAIN_MAX) {
                return writeTrimmed(whole, places, out, at);
            }
        }
        int exponent = Math.getExponent(value) * 78913 >> 18;
        long digits = scaled(value, SIGNIFICANT - 1 - exponent);
        if (digits >= 100_000_000_000_000L) {
            exponent++;
            digits = scaled(value, SIGNIFICANT - 1 - exponent);
        }
        int places = SIGNIFICANT - 1 - exponent;
        if (places < 0) {
            return -1;
        }
        return writeTrimmed(digits, places, out, at);
    }

    private static int writeTrimmed(long digits, int places, byte[] out, int at) {
        long rest = digits;
        int left = places;
        while (left > 0 && rest % 10 == 0) {
            rest /= 10;
            left--;
        }
        return writeFixed(rest, left, out, at);
    }

    /**
     * Writes {@code digits} divided by ten to the {@code places}; needs room for 24 bytes.
     *
     * @param digits not negative
     * @return the index after the last byte written
     */
    public static int writeFixed(long digits, int places, byte[] out, int at) {
        long unit = LONG_TEN[places];
        long whole = digits / unit;
        int to = writeLong(whole, out, at);
        if (places == 0) {
            return to;
        }
        out[to] = '.';
        long rest = digits - whole * unit;
        for (int i = to + places; i > to; i--) {
            long tenth = rest / 10;
            out[i] = (byte) ('0' + rest - tenth * 10);
            rest = tenth;
        }
        return to + 1 + places;
    }

    /** How many bytes {@link #writeLong} writes. */
    public static int lengthOfLong(long value) {
        if (value == Long.MIN_VALUE) {
            return 20;
        }
        long size = Math.abs(value);
        int length = value < 0 ? 2 : 1;
        for (int i = 1; i < LONG_TEN.length && size >= LONG_TEN[i]; i++) {
            length++;
        }
        return length;
    }

    /** Writes {@code value} in decimal; needs room for 20 bytes; returns the index after it. */
    public static int writeLong(long value, byte[] out, int at) {
        if (value == Long.MIN_VALUE) {
            return ascii("-9223372036854775808", out, at);
        }
        int end = at + lengthOfLong(value);
        long rest = Math.abs(value);
        int i = end;
        while (rest > Integer.MAX_VALUE) {
            long tenth = rest / 10;
            out[--i] = (byte) ('0' + rest - tenth * 10);
            rest = tenth;
        }
        int small = (int) rest;
        do {
            int tenth = small / 10;
            out[--i] = (byte) ('0' + small - tenth * 10);
            small = tenth;
        } while (small > 0);
        if (value < 0) {
            out[at] = '-';
        }
        return end;
    }

    private static int writePlain(Decimal d, byte[] out, int at) {
        int to = at;
        if (d.point() <= 0) {
            out[to++] = '0';
        }
        for (int i = 0; i < d.point(); i++) {
            out[to++] = d.digit(i);
        }
        if (d.count() > d.point()) {
            out[to++] = '.';
            for (int i = d.point(); i < d.count(); i++) {
                out[to++] = d.digit(i);
            }
        }
        return to;
    }

    private static int writeScientific(Decimal d, int exponent, byte[] out, int at) {
        int to = at;
        out[to++] = d.digit(0);
        if (d.count() > 1) {
            out[to++] = '.';
            for (int i = 1; i < d.count(); i++) {
                out[to++] = d.digit(i);
            }
        }
        out[to++] = 'e';
        out[to++] = (byte) (exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            out[to++] = '0';
        }
        return writeLong(size, out, to);
    }

    /** {@code x ^ y} as C has it: 1 to any power, and -1 to an infinite one, are 1. */
    public static double power(double x, double y) {
        if (y == 2) {
            return x * x;
        }
        if (x == 1 || x == -1 && Double.isInfinite(y)) {
            return 1;
        }
        return y == 0.5 && x > 0 ? Math.sqrt(x) : Math.pow(x, y);
    }

    /** The number that {@code text} spells, as {@code tonumber(text)} sees it, or nil. */
    public static LuaValue parse(LuaString text) {
        return parse(text.m_bytes, text.m_offset, text.m_length);
    }

    /** As {@link #parse(LuaString)}, for {@code length} bytes from {@code offset}. */
    public static LuaValue parse(byte[] bytes, int offset, int length) {
        return new NumberScanner(bytes, offset, length).scan();
    }

    /** The value of a number or of a string that spells one; null for anything else. */
    public static LuaValue coerce(LuaValue value) {
        if (value.type() == LuaValue.TNUMBER) {
            return value;
        }
        if (value instanceof LuaString s) {
            LuaValue number = parse(s);
            return number.isnil() ? null : number;
        }
        return null;
    }
}
