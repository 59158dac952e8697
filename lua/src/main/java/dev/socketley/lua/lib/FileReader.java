package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import java.io.IOException;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The formats of {@code read}: a count, {@code *n}, {@code *l}, {@code *L} and {@code *a}. */
final class FileReader {
    private static final int NUMBER_MAX = 1 << 16;
    /** What may stand behind a number and belong to none: {@code e+}, {@code x.}. */
    private static final int TAIL_MAX = 4;

    private FileReader() {}

    /** As PUC's allocator says when it is asked for more than there can be. */
    private static final String TOO_BIG = "memory allocation error: block too big";

    /**
     * Reads by the formats from argument {@code first} on; a line when there are none.
     *
     * @param shown the number that messages give to argument {@code first}
     */
    static Varargs read(LuaFile file, Varargs formats, int first, int shown, String function)
            throws IOException {
        int count = formats.narg() - first + 1;
        if (count <= 0) {
            return line(file, false);
        }
        LuaValue[] values = new LuaValue[count];
        for (int i = 0; i < count; i++) {
            values[i] = one(file, formats.arg(first + i), shown + i, function);
            if (values[i].isnil()) {
                return LuaValue.varargsOf(values, 0, i + 1);
            }
        }
        return LuaValue.varargsOf(values);
    }

    private static LuaValue one(LuaFile file, LuaValue format, int i, String function)
        throws IOException {
        if (format.type() == LuaValue.TNUMBER) {
            return chars(file, Args.integer(format, i, function));
        }
        if (!(format instanceof LuaString s) || s.m_length == 0
            || s.m_bytes[s.m_offset] != '*') {
            throw LuaErrors.argument(i, function, "invalid option");
        }
        return switch (s.m_length > 1 ? s.m_bytes[s.m_offset + 1] : 0) {
            case 'n' -> number(file);
            case 'l' -> line(file, false);
            case 'L' -> line(file, true);
            case 'a' -> all(file);
            default -> throw LuaErrors.argument(i, function, "invalid format");
        };
    }

    private static LuaValue line(LuaFile file, boolean keepEnd) throws IOException {
        Bytes line = new Bytes(80);
        return file.readLine(line, keepEnd) ? line.finish() : LuaValue.NIL;
    }

    private static LuaValue all(LuaFile file) throws IOException {
        Bytes out = new Bytes(1024);
        int got = 1;
        while (got > 0) {
            got = file.read(out, Integer.MAX_VALUE);
        }
        return out.finish();
    }

    private static LuaValue chars(LuaFile file, long count) throws IOException {
        if (count == 0) {
            return file.peek() == LuaFile.END ? LuaValue.NIL : LuaValue.EMPTYSTRING;
        }
        if (count < 0) {
            throw LuaErrors.plain(TOO_BIG);
        }
        Bytes out = new Bytes((int) Math.min(count, 8192));
        long left = count;
        while (left > 0) {
            int got = file.read(out, (int) Math.min(left, Integer.MAX_VALUE));
            if (got == 0) {
                break;
            }
            left -= got;
        }
        return out.length == 0 ? LuaValue.NIL : out.finish();
    }

    /** What C's {@code fscanf} takes for a number: its longest start counts, all of it is gone. */
    private static LuaValue number(LuaFile file) throws IOException {
        while (file.peek() == ' ' || file.peek() >= '\t' && file.peek() <= '\r') {
            file.read();
            Polls.poll(1);
        }
        Bytes text = new Bytes(32);
        take(file, text, "+-");
        if (take(file, text, "nN")) {
            return word(file, "an") ? LuaDouble.NAN : LuaValue.NIL;
        }
        if (take(file, text, "iI")) {
            return infinite(file) ? text.data[0] == '-' ? LuaDouble.NEGINF : LuaDouble.POSINF
                : LuaValue.NIL;
        }
        boolean zero = take(file, text, "0");
        boolean hex = zero && take(file, text, "xX");
        int before = text.length;
        digits(file, text, hex);
        boolean any = text.length > before || zero && !hex;
        if (take(file, text, ".")) {
            int point = text.length;
            digits(file, text, hex);
            any |= text.length > point;
        }
        if (any && take(file, text, hex ? "pP" : "eE")) {
            take(file, text, "+-");
            digits(file, text, false);
        }
        if (hex && text.length == before) {
            return LuaValue.NIL;
        }
        LuaValue number = LuaValue.NIL;
        for (int n = text.length; n > 0 && n > text.length - TAIL_MAX && number.isnil(); n--) {
            number = LuaNumbers.parse(text.data, 0, n);
        }
        return number;
    }

    /** Takes {@code inf} or {@code infinity}, of which the first letter has been taken. */
    private static boolean infinite(LuaFile file) throws IOException {
        int next = word(file, "nf") ? file.peek() : 'x';
        return next != 'x' && (next != 'i' && next != 'I' || word(file, "inity"));
    }

    /** Takes a word's letters, up to and with the first that is another one. */
    private static boolean word(LuaFile file, String letters) throws IOException {
        for (int i = 0; i < letters.length(); i++) {
            int c = file.read();
            if (c == LuaFile.END || Character.toLowerCase(c) != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean take(LuaFile file, Bytes text, String any) throws IOException {
        int c = file.peek();
        if (c == LuaFile.END || any.indexOf(c) < 0 || text.length >= NUMBER_MAX) {
            return false;
        }
        text.add(file.read());
        return true;
    }

    private static void digits(LuaFile file, Bytes text, boolean hex) throws IOException {
        while (take(file, text, hex ? "0123456789abcdefABCDEF" : "0123456789")) {
            continue;
        }
    }
}
