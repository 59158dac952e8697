package dev.socketley.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Numbers as strings and back. */
final class Text {
    private static final MathContext DIGITS = new MathContext(14);

    private Text() {}

    static LuaString of(LuaValue v) {
        return v instanceof LuaString s ? s : LuaValue.valueOf(format(v));
    }

    private static String format(LuaValue v) {
        if (v instanceof LuaInteger) {
            return v.tojstring();
        }
        double d = v.todouble();
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.isNaN(d) ? "-nan" : d > 0 ? "inf" : "-inf";
        }
        BigDecimal b = new BigDecimal(d).round(DIGITS).stripTrailingZeros();
        int exponent = b.precision() - b.scale() - 1;
        if (exponent >= -5 && exponent < 14) {
            return b.toPlainString();
        }
        String digits = b.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return String.format("%s%se%s%02d", d < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+",
            Math.abs(exponent));
    }

    static LuaValue parse(LuaString s) {
        return s.tonumber();
    }
}
