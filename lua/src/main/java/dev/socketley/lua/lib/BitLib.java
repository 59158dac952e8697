package dev.socketley.lua.lib;

import dev.socketley.lua.LuaStrings;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code bit}: LuaJIT's signed 32-bit operations; shift distances count modulo 32. */
public final class BitLib {
    private static final int HEX_DIGITS_MAX = 8;

    private BitLib() {}

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        return LibFunction.table(
            LibFunction.one("tobit", v -> LuaInteger.valueOf(Bit32Lib.word(v, 1, "tobit"))),
            LibFunction.one("bnot", v -> LuaInteger.valueOf(~Bit32Lib.word(v, 1, "bnot"))),
            LibFunction.one("bswap", v -> LuaInteger.valueOf(
                Integer.reverseBytes(Bit32Lib.word(v, 1, "bswap")))),
            fold("band", -1, (a, b) -> a & b),
            fold("bor", 0, (a, b) -> a | b),
            fold("bxor", 0, (a, b) -> a ^ b),
            shift("lshift", (n, by) -> n << by),
            shift("rshift", (n, by) -> n >>> by),
            shift("arshift", (n, by) -> n >> by),
            shift("rol", Integer::rotateLeft),
            shift("ror", Integer::rotateRight),
            LibFunction.two("tohex", BitLib::tohex));
    }

    private static LibFunction fold(String name, int start, Bit32Lib.Fold f) {
        return LibFunction.any(name, args -> {
            Bit32Lib.word(Args.at(args, 1), 1, name);
            return LuaInteger.valueOf(Bit32Lib.all(name, start, f, args));
        });
    }

    private static LibFunction shift(String name, Bit32Lib.Fold f) {
        return LibFunction.two(name, (n, by) -> {
            int word = Bit32Lib.word(n, 1, name);
            return LuaInteger.valueOf(f.apply(word, Bit32Lib.word(by, 2, name)));
        });
    }

    private static LuaValue tohex(LuaValue v, LuaValue digits) {
        int word = Bit32Lib.word(v, 1, "tohex");
        int wanted = digits.isnil() ? HEX_DIGITS_MAX : Bit32Lib.word(digits, 2, "tohex");
        String letters = wanted < 0 ? "0123456789ABCDEF" : "0123456789abcdef";
        int count = wanted < -HEX_DIGITS_MAX || wanted > HEX_DIGITS_MAX ? HEX_DIGITS_MAX
            : Math.abs(wanted);
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[i] = (byte) letters.charAt(word >>> 4 * (count - 1 - i) & 15);
        }
        return LuaStrings.copy(out, 0, count);
    }
}
