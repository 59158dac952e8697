package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string.format}: C's conversions, and {@code %q}. Strings may hold zero bytes. */
final class StringFormat {
    private static final String NAME = "format";
    private static final int FLAGS_MAX = 5;
    private static final double TWO_64 = 0x1p64;
    private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);

    private final LuaString format;
    private final Varargs args;
    private final Bytes out;
    private final FormatSpec spec = new FormatSpec();
    private int at;
    private int used = 1;

    private StringFormat(LuaString format, Varargs args) {
        this.format = format;
        this.args = args;
        out = new Bytes(format.m_length + 32);
    }

    static Varargs format(Varargs args) {
        return new StringFormat(Args.string(Args.at(args, 1), 1, NAME), args).run();
    }

    private LuaValue run() {
        byte[] in = format.m_bytes;
        int end = format.m_offset + format.m_length;
        at = format.m_offset;
        while (at < end) {
            int percent = at;
            while (percent < end && in[percent] != '%') {
                percent++;
            }
            out.add(in, at, percent - at);
            at = percent + 1;
            if (percent < end && at < end && in[at] == '%') {
                out.add('%');
                at++;
            } else if (percent < end) {
                item();
            }
        }
        Polls.make(out.length);
        return out.finish();
    }

    private int peek() {
        return at < format.m_offset + format.m_length ? format.m_bytes[at] & 255 : 0;
    }

    private void item() {
        used++;
        if (used > args.narg()) {
            throw LuaErrors.argument(used, NAME, "no value");
        }
        LuaValue value = args.arg(used);
        readSpec();
        int conversion = peek();
        at++;
        switch (conversion) {
            case 'c' -> character(value);
            case 'd', 'i' -> signed(value);
            case 'u', 'o', 'x', 'X' -> unsigned(value, conversion);
            case 'a', 'A', 'e', 'E', 'f', 'g', 'G' ->
                FloatText.append(out, spec, Args.number(value, used, NAME), conversion);
            case 'q' -> quoted(Args.string(value, used, NAME));
            case 's' -> string(value);
            default -> throw LuaErrors.error(
                "invalid option '%" + (char) conversion + "' to 'format'");
        }
    }

    private void readSpec() {
        spec.clear();
        if (CharClass.isLetter(peek())) {
            return;
        }
        int flags = 0;
        while (spec.flag(peek())) {
            at++;
            flags++;
        }
        if (flags > FLAGS_MAX) {
            throw LuaErrors.error("invalid format (repeated flags)");
        }
        spec.width = twoDigits();
        if (peek() == '.') {
            at++;
            spec.precision = twoDigits();
        }
        if (CharClass.isDigit(peek())) {
            throw LuaErrors.error("invalid format (width or precision too long)");
        }
    }

    private int twoDigits() {
        int value = 0;
        for (int i = 0; i < 2 && CharClass.isDigit(peek()); i++) {
            value = value * 10 + peek() - '0';
            at++;
        }
        return value;
    }

    private void character(LuaValue value) {
        int c = Args.int32(value, used, NAME);
        int pad = spec.width - 1;
        if (!spec.left) {
            out.fill(' ', pad);
        }
        out.add(c);
        if (spec.left) {
            out.fill(' ', pad);
        }
    }

    private void string(LuaValue value) {
        LuaString s = Values.tostring(value);
        int length = spec.precision >= 0 ? Math.min(spec.precision, s.m_length) : s.m_length;
        if (!spec.left) {
            out.fill(' ', spec.width - length);
        }
        out.add(s.m_bytes, s.m_offset, length);
        if (spec.left) {
            out.fill(' ', spec.width - length);
        }
    }

    private void signed(LuaValue value) {
        if (value instanceof LuaInteger i && spec.isPlain()) {
            out.addLong(i.v);
            return;
        }
        double number = Args.number(value, used, NAME);
        long n = Args.toLong(number);
        double difference = number - n;
        if (!(-1 < difference && difference < 1)) {
            throw LuaErrors.argument(used, NAME, "not a number in proper range");
        }
        int from = out.length;
        out.addAscii(spec.sign(n < 0));
        int prefix = out.length;
        if (n == Long.MIN_VALUE) {
            out.addAscii("9223372036854775808");
        } else if (n != 0 || spec.precision != 0) {
            out.addLong(Math.abs(n));
        }
        widen(from, prefix);
    }

    private void unsigned(LuaValue value, int conversion) {
        double number = Args.number(value, used, NAME);
        if (!(number > -1 && number < TWO_64)) {
            throw LuaErrors.argument(used, NAME, "not a non-negative number in proper range");
        }
        long n = number < 0x1p63 ? (long) number : (long) (number - 0x1p63) + Long.MIN_VALUE;
        int from = out.length;
        if (spec.alternate && n != 0 && (conversion | 0x20) == 'x') {
            out.add('0');
            out.add(conversion);
        }
        int prefix = out.length;
        if (n != 0 || spec.precision != 0) {
            digits(n, conversion);
        }
        boolean octal = spec.alternate && conversion == 'o';
        if (octal && (out.length == prefix || out.data[prefix] != '0')
                && spec.precision <= out.length - prefix) {
            out.open(prefix, 1, '0');
        }
        widen(from, prefix);
    }

    /** An unsigned integer in the base of its conversion. */
    private void digits(long n, int conversion) {
        if (conversion == 'u') {
            if (n < 0) {
                out.addAscii(Long.toUnsignedString(n));
            } else {
                out.addLong(n);
            }
            return;
        }
        int bits = conversion == 'o' ? 3 : 4;
        byte[] names = conversion == 'X' ? UPPER : LOWER;
        int count = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(n) + bits - 1) / bits);
        out.ensure(count);
        for (int i = count - 1; i >= 0; i--) {
            out.data[out.length++] = names[(int) (n >>> i * bits) & (1 << bits) - 1];
        }
    }

    /** Brings what was written since {@code from}, its digits since {@code prefix}, to size. */
    private void widen(int from, int prefix) {
        int zeros = Math.max(0, spec.precision - (out.length - prefix));
        int pad = spec.width - (out.length - from) - zeros;
        if (spec.zero && !spec.left && spec.precision < 0) {
            zeros = Math.max(0, pad);
            pad = 0;
        }
        if (zeros > 0) {
            out.open(prefix, zeros, '0');
        }
        if (pad > 0 && spec.left) {
            out.fill(' ', pad);
        } else if (pad > 0) {
            out.open(from, pad, ' ');
        }
    }

    private void quoted(LuaString s) {
        out.add('"');
        for (int i = 0; i < s.m_length; i++) {
            if ((i & Polls.STRIDE - 1) == 0) {
                Polls.poll(Polls.STRIDE);
            }
            int c = s.m_bytes[s.m_offset + i] & 255;
            if (c == '"' || c == '\\' || c == '\n') {
                out.add('\\');
                out.add(c);
            } else if (CharClass.isControl(c)) {
                boolean digitNext = i + 1 < s.m_length
                    && CharClass.isDigit(s.m_bytes[s.m_offset + i + 1]);
                out.add('\\');
                if (digitNext) {
                    out.fill('0', c < 10 ? 2 : c < 100 ? 1 : 0);
                }
                out.addLong(c);
            } else {
                out.add(c);
            }
        }
        out.add('"');
    }
}
