package dev.socketley.lua.lib;

import dev.socketley.lua.Decimal;
import dev.socketley.lua.LuaNumbers;

/** Doubles in C's conversions a, e, f and g. */
final class FloatText {
    private static final int DEFAULT_PRECISION = 6;
    private static final int TOSTRING_PLACES = 14;
    /** With more places a long cannot hold the digits behind the point. */
    private static final int PLACES_MAX = 15;
    private static final int NUMBER_BYTES_MAX = 40;
    private static final double WHOLE_MAX = 0x1p53;
    private static final long FRACTION = (1L << 52) - 1;

    private FloatText() {}

    static void append(Bytes out, FormatSpec spec, double value, int conversion) {
        boolean upper = conversion < 'a';
        boolean finite = Math.abs(value) <= Double.MAX_VALUE;
        boolean negative = value != value || Double.doubleToRawLongBits(value) < 0;
        String sign = spec.sign(negative);
        int from = out.length;
        out.addAscii(sign);
        if (finite && (conversion | 0x20) == 'a') {
            out.addAscii(upper ? "0X" : "0x");
        }
        int prefix = out.length - from;
        if (finite) {
            body(out, spec, Math.abs(value), conversion);
        } else if (value != value) {
            out.addAscii(upper ? "NAN" : "nan");
        } else {
            out.addAscii(upper ? "INF" : "inf");
        }
        pad(out, spec, from, spec.zero && finite ? prefix : -1);
    }

    /** Widens what was written since {@code from}; zeros go behind {@code prefix} bytes. */
    private static void pad(Bytes out, FormatSpec spec, int from, int prefix) {
        int missing = spec.width - (out.length - from);
        if (missing <= 0) {
            return;
        }
        if (spec.left) {
            out.fill(' ', missing);
            return;
        }
        out.open(from + Math.max(0, prefix), missing, prefix >= 0 ? '0' : ' ');
    }

    private static void body(Bytes out, FormatSpec spec, double value, int conversion) {
        int precision = spec.precision < 0 ? DEFAULT_PRECISION : spec.precision;
        switch (conversion | 0x20) {
            case 'f' -> fixed(out, value, precision, spec.alternate);
            case 'e' -> scientific(out, Decimal.significant(value, precision + 1), precision,
                spec.alternate, conversion);
            case 'g' -> general(out, spec, value, conversion);
            default -> hexadecimal(out, spec, value, conversion < 'a');
        }
    }

    private static void fixed(Bytes out, double value, int precision, boolean alternate) {
        if (value < WHOLE_MAX && value == (long) value) {
            out.addLong((long) value);
            if (precision > 0 || alternate) {
                out.add('.');
                out.fill('0', precision);
            }
            return;
        }
        long digits = LuaNumbers.scaled(value, precision);
        if (digits >= 0 && precision > 0 && precision <= PLACES_MAX) {
            out.ensure(NUMBER_BYTES_MAX);
            out.length = LuaNumbers.writeFixed(digits, precision, out.data, out.length);
            return;
        }
        plain(out, Decimal.fixed(value, precision), precision, alternate);
    }

    private static void plain(Bytes out, Decimal d, int precision, boolean alternate) {
        if (d.point() <= 0) {
            out.add('0');
        }
        for (int i = 0; i < d.point(); i++) {
            out.add(d.digit(i));
        }
        if (precision > 0 || alternate) {
            out.add('.');
        }
        for (int i = 0; i < precision; i++) {
            out.add(d.digit(d.point() + i));
        }
    }

    private static void scientific(
        Bytes out, Decimal d, int precision, boolean alternate, int conversion) {
        out.add(d.digit(0));
        if (precision > 0 || alternate) {
            out.add('.');
        }
        for (int i = 1; i <= precision; i++) {
            out.add(d.digit(i));
        }
        int exponent = d.point() - 1;
        out.add(conversion < 'a' ? 'E' : 'e');
        out.add(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            out.add('0');
        }
        out.addLong(size);
    }

    private static void general(Bytes out, FormatSpec spec, double value, int conversion) {
        int places = spec.precision < 0 ? DEFAULT_PRECISION : Math.max(1, spec.precision);
        if (places == TOSTRING_PLACES && conversion == 'g' && !spec.alternate) {
            out.addNumber(value);
            return;
        }
        Decimal d = Decimal.significant(value, places);
        int exponent = d.point() - 1;
        boolean plain = exponent >= -4 && exponent < places;
        int digits = spec.alternate ? places : Math.max(1, d.count());
        if (plain) {
            plain(out, d, Math.max(0, digits - 1 - exponent), spec.alternate);
        } else {
            scientific(out, d, digits - 1, spec.alternate, conversion == 'g' ? 'e' : 'E');
        }
    }

    private static void hexadecimal(Bytes out, FormatSpec spec, double value, boolean upper) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52);
        long lead = biased == 0 ? 0 : 1;
        long fraction = bits & FRACTION;
        int exponent = value == 0 ? 0 : biased == 0 ? -1022 : biased - 1023;
        int digits = 13;
        if (spec.precision >= 0 && spec.precision < 13) {
            int cut = 4 * (13 - spec.precision);
            long all = lead << 52 | fraction;
            long rest = all & (1L << cut) - 1;
            long kept = all >>> cut;
            long half = 1L << cut - 1;
            if (rest > half || rest == half && (kept & 1) == 1) {
                kept++;
            }
            all = kept << cut;
            lead = all >>> 52;
            fraction = all & FRACTION;
            digits = spec.precision;
        } else if (spec.precision < 0) {
            while (digits > 0 && (fraction >>> 52 - 4 * digits & 15) == 0) {
                digits--;
            }
        }
        out.addLong(lead);
        if (digits > 0 || spec.alternate || spec.precision > 0) {
            out.add('.');
        }
        for (int i = 1; i <= digits; i++) {
            int nibble = (int) (fraction >>> 52 - 4 * i & 15);
            out.add((upper ? "0123456789ABCDEF" : "0123456789abcdef").charAt(nibble));
        }
        out.fill('0', spec.precision - digits);
        out.add(upper ? 'P' : 'p');
        out.add(exponent < 0 ? '-' : '+');
        out.addLong(Math.abs(exponent));
    }
}
