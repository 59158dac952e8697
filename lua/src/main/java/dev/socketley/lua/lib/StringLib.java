package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaStrings;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string}: Lua 5.2's, with 5.3's pack, unpack and packsize. */
public final class StringLib {
    private static final LuaString EMPTY = LuaValue.EMPTYSTRING;
    /** How many values a function may give at once: PUC's stack holds about a million. */
    static final int RESULTS_MAX = 1_000_000 - 100;

    private StringLib() {}

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        return LibFunction.table(
            LibFunction.four("byte", (s, i, j, x) -> bytes(s, i, j)),
            LibFunction.any("char", StringLib::chars),
            LibFunction.two("dump", (f, strip) -> dump(f)),
            LibFunction.four("find", StringSearch::find),
            LibFunction.any("format", StringFormat::format),
            LibFunction.two("gmatch", StringSearch::gmatch),
            LibFunction.four("gsub", StringSearch::gsub),
            LibFunction.one("len", s -> LuaInteger.valueOf(Args.string(s, 1, "len").m_length)),
            LibFunction.one("lower", StringLib::lower),
            LibFunction.four("match", StringSearch::match),
            LibFunction.three("rep", StringLib::rep),
            LibFunction.one("reverse", StringLib::reverse),
            LibFunction.three("sub", StringLib::sub),
            LibFunction.one("upper", StringLib::upper),
            LibFunction.any("pack", StringPack::pack),
            LibFunction.one("packsize", StringPack::packsize),
            LibFunction.any("unpack", StringPack::unpack));
    }

    private static LuaValue dump(LuaValue f) {
        if (!f.isfunction()) {
            throw LuaErrors.type(1, "dump", "function", f);
        }
        throw LuaErrors.error("unable to dump given function");
    }

    /** A relative position made absolute; before the start gives 0. */
    static long position(long at, int length) {
        if (at >= 0) {
            return at;
        }
        return -at > length || at == Long.MIN_VALUE ? 0 : length + at + 1;
    }

    private static Varargs bytes(LuaValue value, LuaValue first, LuaValue last) {
        LuaString s = Args.string(value, 1, "byte");
        long from = position(Args.integer(first, 2, "byte", 1), s.m_length);
        long to = position(Args.integer(last, 3, "byte", from), s.m_length);
        from = Math.max(1, from);
        to = Math.min(to, s.m_length);
        if (from > to) {
            return LuaValue.NONE;
        }
        if (from == to) {
            return LuaInteger.valueOf(s.m_bytes[s.m_offset + (int) from - 1] & 255);
        }
        checkSlice(to - from);
        Polls.make((int) (to - from));
        LuaValue[] values = new LuaValue[(int) (to - from + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = LuaInteger.valueOf(s.m_bytes[s.m_offset + (int) from - 1 + i] & 255);
        }
        return LuaValue.varargsOf(values);
    }

    /** As many results as these bytes may make have room. */
    static void checkSlice(long bytes) {
        if (bytes >= RESULTS_MAX) {
            throw LuaErrors.error("stack overflow (string slice too long)");
        }
    }

    private static Varargs chars(Varargs args) {
        int count = args.narg();
        byte[] out = new byte[count];
        for (int i = 1; i <= count; i++) {
            int c = Args.int32(args.arg(i), i, "char");
            if ((c & ~255) != 0) {
                throw LuaErrors.argument(i, "char", "value out of range");
            }
            out[i - 1] = (byte) c;
        }
        return count == 1 ? LuaStrings.single(out[0]) : LuaStrings.using(out);
    }

    private static LuaValue lower(LuaValue value) {
        LuaString s = Args.string(value, 1, "lower");
        Polls.copy(s.m_length);
        byte[] out = new byte[s.m_length];
        for (int i = 0; i < out.length; i++) {
            byte b = s.m_bytes[s.m_offset + i];
            out[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
        }
        return LuaStrings.using(out);
    }

    private static LuaValue upper(LuaValue value) {
        LuaString s = Args.string(value, 1, "upper");
        Polls.copy(s.m_length);
        byte[] out = new byte[s.m_length];
        for (int i = 0; i < out.length; i++) {
            byte b = s.m_bytes[s.m_offset + i];
            out[i] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
        }
        return LuaStrings.using(out);
    }

    private static LuaValue reverse(LuaValue value) {
        LuaString s = Args.string(value, 1, "reverse");
        Polls.copy(s.m_length);
        byte[] out = new byte[s.m_length];
        for (int i = 0, last = s.m_offset + out.length - 1; i < out.length; i++) {
            out[i] = s.m_bytes[last - i];
        }
        return LuaStrings.using(out);
    }

    private static LuaValue rep(LuaValue value, LuaValue times, LuaValue separator) {
        LuaString s = Args.string(value, 1, "rep");
        int count = Args.int32(times, 2, "rep");
        LuaString sep = Args.string(separator, 3, "rep", EMPTY);
        if (count <= 0) {
            return EMPTY;
        }
        long total = (long) s.m_length * count + (long) sep.m_length * (count - 1);
        if (total > Bytes.MAX) {
            throw LuaErrors.error("resulting string too large");
        }
        Polls.copy((int) total);
        byte[] out = new byte[(int) total];
        int unit = s.m_length + sep.m_length;
        System.arraycopy(s.m_bytes, s.m_offset, out, 0, s.m_length);
        if (count > 1) {
            System.arraycopy(sep.m_bytes, sep.m_offset, out, s.m_length, sep.m_length);
        }
        for (int done = unit; done < out.length && unit > 0; done *= 2) {
            System.arraycopy(out, 0, out, done, Math.min(done, out.length - done));
            if (done > Integer.MAX_VALUE / 2) {
                break;
            }
        }
        return LuaStrings.using(out);
    }

    private static LuaValue sub(LuaValue value, LuaValue first, LuaValue last) {
        LuaString s = Args.string(value, 1, "sub");
        int length = s.m_length;
        long from = Math.max(1, position(Args.integer(first, 2, "sub"), length));
        long to = Math.min(length, position(Args.integer(last, 3, "sub", -1), length));
        if (from > to) {
            return EMPTY;
        }
        if (from == to) {
            return LuaStrings.single(s.m_bytes[s.m_offset + (int) from - 1]);
        }
        return Bytes.part(s, (int) from - 1, (int) (to - from + 1));
    }
}
