package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string.format}: C's conversions, and {@code %q}. Strings may hold zero bytes. */
final class StringFormat {
    private static final String NAME = "format";
    private static final int FLAGS_MAX = 5;
    private static final double TWO_64 = 0x1p64;

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
            byte c = in[at++];
            if (c != '%') {
                out.add(c);
            } else if (at < end && in[at] == '%') {
                out.add(c);
                at++;
            } else {
                item();
            }
        }
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
        byte[] digits = n == 0 && spec.precision == 0 ? new byte[0]
            : ascii(n == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(n)));
        whole(digits, spec.sign(n < 0));
    }

    private void unsigned(LuaValue value, int conversion) {
        double number = Args.number(value, used, NAME);
        if (!(number > -1 && number < TWO_64)) {
            throw LuaErrors.argument(used, NAME, "not a non-negative number in proper range");
        }
        long n = number < 0x1p63 ? (long) number : (long) (number - 0x1p63) + Long.MIN_VALUE;
        String text = switch (conversion) {
            case 'u' -> Long.toUnsignedString(n);
            case 'o' -> Long.toOctalString(n);
            case 'x' -> Long.toHexString(n);
            default -> Long.toHexString(n).toUpperCase(Locale.ROOT);
        };
        String prefix = "";
        if (n == 0 && spec.precision == 0) {
            text = "";
        }
        if (spec.alternate && conversion == 'o' && !text.startsWith("0")) {
            text = spec.precision > text.length() ? text : "0" + text;
        } else if (spec.alternate && n != 0 && conversion != 'u' && conversion != 'o') {
            prefix = conversion == 'x' ? "0x" : "0X";
        }
        whole(ascii(text), prefix);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Digits with a prefix, to the precision and the width. */
    private void whole(byte[] digits, String prefix) {
        int zeros = Math.max(0, spec.precision - digits.length);
        int pad = spec.width - prefix.length() - zeros - digits.length;
        if (spec.zero && !spec.left && spec.precision < 0) {
            zeros = Math.max(0, pad);
            pad = 0;
        }
        if (!spec.left) {
            out.fill(' ', pad);
        }
        out.addAscii(prefix);
        out.fill('0', zeros);
        out.add(digits, 0, digits.length);
        if (spec.left) {
            out.fill(' ', pad);
        }
    }

    private void quoted(LuaString s) {
        out.add('"');
        for (int i = 0; i < s.m_length; i++) {
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
