package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private static final int TEXT_BYTES_MAX = 24;
    private static final int CACHED_MIN = -128;
    private static final int CACHED_MAX = 1024;
    private static final LuaString[] CACHED = new LuaString[CACHED_MAX - CACHED_MIN + 1];

    static {
        for (int i = 0; i < CACHED.length; i++) {
            byte[] out = new byte[TEXT_BYTES_MAX];
            int length = write(i + CACHED_MIN, out, 0);
            CACHED[i] = LuaString.valueUsing(Arrays.copyOf(out, length), 0, length);
        }
    }

    private LuaNumbers() {}

    /** The text of {@code value} as {@code tostring} and {@code ..} show it. */
    public static LuaString format(double value) {
        int small = (int) value;
        if (small == value && small >= CACHED_MIN && small <= CACHED_MAX && !isMinusZero(value)) {
            return CACHED[small - CACHED_MIN];
        }
        byte[] out = new byte[TEXT_BYTES_MAX];
        int length = write(value, out, 0);
        return LuaString.valueOf(out, 0, length);
    }

    /** As {@link #format(double)}, for a number value; the common integers allocate nothing. */
    public static LuaString tostring(LuaValue number) {
        if (number instanceof LuaInteger i && i.v >= CACHED_MIN && i.v <= CACHED_MAX) {
            return CACHED[i.v - CACHED_MIN];
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

    /** Writes {@code value} in decimal; needs room for 20 bytes; returns the index after it. */
    public static int writeLong(long value, byte[] out, int at) {
        if (value == Long.MIN_VALUE) {
            return ascii("-9223372036854775808", out, at);
        }
        int to = at;
        long rest = value;
        if (rest < 0) {
            out[to++] = '-';
            rest = -rest;
        }
        int end = to + 1;
        for (long ten = rest; ten >= 10; ten /= 10) {
            end++;
        }
        for (int i = end - 1; i >= to; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
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
