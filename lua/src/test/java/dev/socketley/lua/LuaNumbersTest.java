package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

final class LuaNumbersTest {
    private static final int RANDOM_CASES = 20_000;

    @Test
    void integersShowNoPoint() {
        assertEquals("42", LuaNumbers.text(42));
        assertEquals("-99999999999999", LuaNumbers.text(-99999999999999.0));
        assertEquals("1e+14", LuaNumbers.text(1e14));
    }

    @Test
    void specialValuesShowAsInC() {
        assertEquals("-0", LuaNumbers.text(-0.0));
        assertEquals("inf", LuaNumbers.text(Double.POSITIVE_INFINITY));
        assertEquals("-inf", LuaNumbers.text(Double.NEGATIVE_INFINITY));
        assertEquals("-nan", LuaNumbers.text(Double.NaN));
        assertEquals("4.9406564584125e-324", LuaNumbers.text(Double.MIN_VALUE));
    }

    @Test
    void commonIntegersShareTheirText() {
        assertSame(LuaNumbers.tostring(LuaInteger.valueOf(7)), LuaNumbers.format(7));
    }

    @Test
    void fourteenDigitsRoundAsTheExactValueDoes() {
        Random random = new Random(5);
        MathContext places = new MathContext(14, RoundingMode.HALF_EVEN);
        for (int i = 0; i < RANDOM_CASES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                BigDecimal exact = new BigDecimal(value).round(places);
                BigDecimal shown = new BigDecimal(LuaNumbers.text(value));
                assertEquals(0, exact.compareTo(shown), () -> "value " + value);
            }
        }
    }

    @Test
    void parsedTextIsTheNearestDouble() {
        Random random = new Random(6);
        for (int i = 0; i < RANDOM_CASES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, parse(Double.toString(value)).todouble());
                assertEquals(value, parse(Double.toHexString(value)).todouble());
            }
        }
    }

    @Test
    void textThatIsNoNumberParsesToNil() {
        for (String text : new String[] {"", " ", "0x", "1e", "inf", "nan", "1 2", "1\0", "--1"}) {
            assertTrue(parse(text).isnil(), () -> "text '" + text + "'");
        }
    }

    @Test
    void wholeNumbersParseToIntegers() {
        assertTrue(parse(" 0x10 ") instanceof LuaInteger);
        assertTrue(parse("-7") instanceof LuaInteger);
    }

    private static LuaValue parse(String text) {
        return LuaNumbers.parse(LuaString.valueOf(text));
    }
}
