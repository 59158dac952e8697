package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** LuaJIT's rules: signed words, shift distances modulo 32. */
final class BitLibTest {
    private final LuaTable bit = BitLib.table(null);

    @ParameterizedTest
    @CsvSource({
        "band, 305419896, 255, 120", "bor, 1, 2, 3", "bxor, -1515851761, -1431699456, 252702735",
        "lshift, 1, 40, 256", "lshift, 1, 31, -2147483648", "rshift, -256, 8, 16777215",
        "arshift, -256, 8, -1", "rol, 305419896, 12, 1164411171", "ror, 305419896, 12, 1736516421"
    })
    void twoWordsGiveASignedWord(String name, int a, int b, int expected) {
        LuaValue result = bit.get(name).call(LuaValue.valueOf(a), LuaValue.valueOf(b));
        assertEquals(expected, result.toint());
    }

    @ParameterizedTest
    @CsvSource({"tobit, 4294967295, -1", "tobit, 4294967296, 0", "tobit, 2147483648, -2147483648",
        "bnot, 0, -1", "bswap, 305419896, 2018915346"})
    void oneWordGivesASignedWord(String name, double a, int expected) {
        assertEquals(expected, bit.get(name).call(LuaValue.valueOf(a)).toint());
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 00000001", "-1, 8, ffffffff", "-1, -8, FFFFFFFF", "33, 2, 21",
        "65535, -4, FFFF", "255, 1, f"})
    void tohexShowsTheLowDigits(int word, int digits, String expected) {
        LuaValue text = bit.get("tohex").call(LuaValue.valueOf(word), LuaValue.valueOf(digits));
        assertEquals(expected, text.tojstring());
    }
}
