package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code bit32}: unsigned 32-bit operations. */
public final class Bit32Lib {
    private static final int BITS = 32;
    /** Adding this leaves a double's value modulo 2^32, rounded, in its low word. */
    private static final double LOW_WORD = 6755399441055744.0;

    private Bit32Lib() {}

    /** Two words to one. */
    interface Fold {
        int apply(int a, int b);
    }

    /** A word and a distance to a word. */
    private interface Shift {
        int apply(int word, int by);
    }

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        return LibFunction.table(
            LibFunction.two("arshift", (n, by) -> {
                int word = word(n, 1, "arshift");
                return unsigned(arshift(word, Args.int32(by, 2, "arshift")));
            }),
            fold("band", -1, (a, b) -> a & b),
            LibFunction.one("bnot", v -> unsigned(~word(v, 1, "bnot"))),
            fold("bor", 0, (a, b) -> a | b),
            LibFunction.any("btest", Bit32Lib::btest),
            fold("bxor", 0, (a, b) -> a ^ b),
            LibFunction.three("extract", Bit32Lib::extract),
            shift("lrotate", Integer::rotateLeft),
            shift("lshift", Bit32Lib::lshift),
            LibFunction.any("replace", Bit32Lib::replace),
            shift("rrotate", Integer::rotateRight),
            shift("rshift", (n, by) -> by == Integer.MIN_VALUE ? 0 : lshift(n, -by)));
    }

    static int word(LuaValue v, int i, String function) {
        return v instanceof LuaInteger n ? n.v
            : (int) Double.doubleToRawLongBits(Args.number(v, i, function) + LOW_WORD);
    }

    private static LuaValue unsigned(int word) {
        return LuaInteger.valueOf(word & 0xffffffffL);
    }

    private static LibFunction shift(String name, Shift f) {
        return LibFunction.two(name, (n, by) -> {
            // The second first: that is the one PUC complains about when both are wrong.
            int distance = Args.int32(by, 2, name);
            return unsigned(f.apply(word(n, 1, name), distance));
        });
    }

    private static LibFunction fold(String name, int start, Fold f) {
        return LibFunction.any(name, args -> unsigned(all(name, start, f, args)));
    }

    static int all(String name, int start, Fold f, Varargs args) {
        int result = start;
        int count = args.narg();
        for (int i = 1; i <= count; i++) {
            result = f.apply(result, word(args.arg(i), i, name));
        }
        return result;
    }

    private static Varargs btest(Varargs args) {
        return LuaValue.valueOf(all("btest", -1, (a, b) -> a & b, args) != 0);
    }

    private static int lshift(int n, int by) {
        if (by >= BITS || by <= -BITS) {
            return 0;
        }
        return by >= 0 ? n << by : n >>> -by;
    }

    private static int arshift(int n, int by) {
        if (by < 0) {
            return by <= -BITS ? 0 : n << -by;
        }
        return n >> Math.min(by, BITS - 1);
    }

    private static int mask(int width) {
        return (int) ((1L << width) - 1);
    }

    /** Checks the bits a function names; {@code i} is the argument that says the first. */
    private static int field(LuaValue field, LuaValue width, int i, String function) {
        int first = Args.int32(field, i, function);
        int count = Args.int32(width, i + 1, function, 1);
        if (first < 0) {
            throw LuaErrors.argument(i, function, "field cannot be negative");
        }
        if (count <= 0) {
            throw LuaErrors.argument(i + 1, function, "width must be positive");
        }
        if ((long) first + count > BITS) {
            throw LuaErrors.error("trying to access non-existent bits");
        }
        return count;
    }

    private static LuaValue extract(LuaValue n, LuaValue field, LuaValue width) {
        int word = word(n, 1, "extract");
        int count = field(field, width, 2, "extract");
        return unsigned(word >>> Args.int32(field, 2, "extract") & mask(count));
    }

    private static Varargs replace(Varargs args) {
        int word = word(Args.at(args, 1), 1, "replace");
        int value = word(Args.at(args, 2), 2, "replace");
        int count = field(Args.at(args, 3), Args.at(args, 4), 3, "replace");
        int first = Args.int32(args.arg(3), 3, "replace");
        return unsigned(word & ~(mask(count) << first) | (value & mask(count)) << first);
    }
}
