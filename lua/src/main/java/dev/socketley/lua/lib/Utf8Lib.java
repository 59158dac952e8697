package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code utf8}: Lua 5.4's, which accepts what 5.3's does and refuses surrogates unless lax. */
public final class Utf8Lib {
    private static final int UNICODE_MAX = 0x10FFFF;
    private static final String INVALID = "invalid UTF-8 code";

    private Utf8Lib() {}

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        LibFunction next = LibFunction.four("for iterator", (s, i, c, d) -> next(s, i, true));
        LibFunction nextLax = LibFunction.four("for iterator", (s, i, c, d) -> next(s, i, false));
        LuaTable t = LibFunction.table(
            LibFunction.any("char", Utf8Lib::chars),
            LibFunction.four("codes", (v, lax, c, d) -> {
                LuaString s = Args.string(v, 1, "codes");
                if (s.m_length > 0 && isContinuation(s, 0)) {
                    throw LuaErrors.argument(1, "codes", INVALID);
                }
                return LuaValue.varargsOf(
                    lax.toboolean() ? nextLax : next, s, LuaInteger.valueOf(0));
            }),
            LibFunction.four("codepoint", Utf8Lib::codepoint),
            LibFunction.four("len", Utf8Lib::len),
            LibFunction.three("offset", Utf8Lib::offset));
        t.rawset("charpattern", Bytes.ascii("[\0-\177\302-\375][\200-\277]*"));
        return t;
    }

    private static boolean isContinuation(LuaString s, long at) {
        return at < s.m_length && (s.m_bytes[s.m_offset + (int) at] & 0xC0) == 0x80;
    }

    private static Varargs chars(Varargs args) {
        Bytes out = new Bytes(16);
        for (int i = 1; i <= args.narg(); i++) {
            long code = Args.integer(args.arg(i), i, "char");
            if (code < 0 || code > Integer.MAX_VALUE) {
                throw LuaErrors.argument(i, "char", "value out of range");
            }
            encode(out, (int) code);
        }
        return out.finish();
    }

    private static void encode(Bytes out, int code) {
        if (code < 0x80) {
            out.add(code);
            return;
        }
        int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : code < 0x200000 ? 3
            : code < 0x4000000 ? 4 : 5;
        out.add(0xFF00 >> more + 1 & 0xFF | code >>> 6 * more);
        for (int i = more - 1; i >= 0; i--) {
            out.add(0x80 | code >>> 6 * i & 0x3F);
        }
    }

    /** The code at {@code at} in the low 32 bits and its length above, or -1. */
    private static long decode(LuaString s, int at, boolean strict) {
        int first = s.m_bytes[s.m_offset + at] & 255;
        if (first < 0x80) {
            return 1L << 32 | first;
        }
        int length = Integer.numberOfLeadingZeros(~(first << 24));
        if (length < 2 || length > 6 || at + length > s.m_length) {
            return -1;
        }
        int code = first & (1 << 7 - length) - 1;
        for (int i = 1; i < length; i++) {
            if (!isContinuation(s, at + i)) {
                return -1;
            }
            code = code << 6 | s.m_bytes[s.m_offset + at + i] & 0x3F;
        }
        int least = length == 2 ? 0x80 : 1 << 5 * length - 4;
        boolean surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (code < least || strict && (code > UNICODE_MAX || surrogate)) {
            return -1;
        }
        return (long) length << 32 | code;
    }

    private static Varargs next(LuaValue value, LuaValue last, boolean strict) {
        LuaString s = Args.string(value, 1, "for iterator");
        long at = Args.integer(last, 2, "for iterator") - 1;
        if (at < 0) {
            at = 0;
        } else if (at < s.m_length) {
            at++;
            while (isContinuation(s, at)) {
                at++;
            }
        }
        if (at >= s.m_length) {
            return LuaValue.NONE;
        }
        long code = decode(s, (int) at, strict);
        if (code < 0 || isContinuation(s, at + (code >> 32))) {
            throw LuaErrors.error(INVALID);
        }
        return LuaValue.varargsOf(
            LuaInteger.valueOf((int) at + 1), LuaInteger.valueOf((int) code));
    }

    private static Varargs codepoint(LuaValue v, LuaValue first, LuaValue last, LuaValue lax) {
        LuaString s = Args.string(v, 1, "codepoint");
        long from = StringLib.position(
            Args.integer(first, 2, "codepoint", 1), s.m_length);
        long to = StringLib.position(Args.integer(last, 3, "codepoint", from), s.m_length);
        if (from < 1) {
            throw LuaErrors.argument(2, "codepoint", "out of bounds");
        }
        if (to > s.m_length) {
            throw LuaErrors.argument(3, "codepoint", "out of bounds");
        }
        if (from > to) {
            return LuaValue.NONE;
        }
        StringLib.checkSlice(to - from);
        LuaValue[] values = new LuaValue[(int) (to - from + 1)];
        int count = 0;
        for (int at = (int) from - 1; at < to; count++) {
            long code = decode(s, at, !lax.toboolean());
            if (code < 0) {
                throw LuaErrors.error(INVALID);
            }
            values[count] = LuaInteger.valueOf((int) code);
            at += (int) (code >> 32);
        }
        return LuaValue.varargsOf(values, 0, count);
    }

    private static Varargs len(LuaValue v, LuaValue first, LuaValue last, LuaValue lax) {
        LuaString s = Args.string(v, 1, "len");
        long from = StringLib.position(Args.integer(first, 2, "len", 1), s.m_length);
        long to = StringLib.position(Args.integer(last, 3, "len", -1), s.m_length);
        if (from < 1 || from > s.m_length + 1L) {
            throw LuaErrors.argument(2, "len", "initial position out of bounds");
        }
        if (to > s.m_length) {
            throw LuaErrors.argument(3, "len", "final position out of bounds");
        }
        int count = 0;
        int at = (int) from - 1;
        while (at < to) {
            long code = decode(s, at, !lax.toboolean());
            if (code < 0) {
                return LuaValue.varargsOf(LuaValue.NIL, LuaInteger.valueOf(at + 1));
            }
            at += (int) (code >> 32);
            count++;
        }
        return LuaInteger.valueOf(count);
    }

    private static LuaValue offset(LuaValue v, LuaValue number, LuaValue start) {
        LuaString s = Args.string(v, 1, "offset");
        long n = Args.integer(number, 2, "offset");
        long at = StringLib.position(
            Args.integer(start, 3, "offset", n >= 0 ? 1 : s.m_length + 1L), s.m_length) - 1;
        if (at < 0 || at > s.m_length) {
            throw LuaErrors.argument(3, "offset", "position out of bounds");
        }
        if (n == 0) {
            while (at > 0 && isContinuation(s, at)) {
                at--;
            }
            return LuaInteger.valueOf((int) at + 1);
        }
        if (isContinuation(s, at)) {
            throw LuaErrors.error("initial position is a continuation byte");
        }
        for (; n < 0 && at > 0; n++) {
            at--;
            while (at > 0 && isContinuation(s, at)) {
                at--;
            }
        }
        for (n = n > 0 ? n - 1 : n; n > 0 && at < s.m_length; n--) {
            at++;
            while (isContinuation(s, at)) {
                at++;
            }
        }
        return n == 0 ? LuaInteger.valueOf((int) at + 1) : LuaValue.NIL;
    }
}
