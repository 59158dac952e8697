package dev.socketley.engine.cache.store;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Doubles as Redis writes them: whole numbers without a point, else with 17 digits at most. */
public final class Doubles {
    private static final double WHOLE_MAX = 1L << 52;
    /** Exponents at which C's {@code %g} with 17 digits goes over to scientific form. */
    private static final int EXPONENT_MIN = -4;
    private static final int EXPONENT_MAX = 17;
    private static final MathContext DIGITS = new MathContext(EXPONENT_MAX, RoundingMode.HALF_EVEN);

    private Doubles() {
    }

    /** A number as Redis words it. */
    public static byte[] bytes(double value) {
        return text(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same, but with 17 digits wherever they differ from the shortest, as C's {@code %.17g}. */
    public static byte[] exact(double value) {
        return value == 0 || Double.isNaN(value) || Double.isInfinite(value) ? bytes(value)
            : text(new BigDecimal(value).round(DIGITS).stripTrailingZeros())
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < WHOLE_MAX) {
            return Long.toString((long) value);
        }
        return text(new BigDecimal(Double.toString(value)).stripTrailingZeros());
    }

    private static String text(BigDecimal digits) {
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= EXPONENT_MIN && exponent < EXPONENT_MAX) {
            return digits.toPlainString();
        }
        String all = digits.unscaledValue().abs().toString();
        return (digits.signum() < 0 ? "-" : "") + all.charAt(0)
            + (all.length() > 1 ? "." + all.substring(1) : "")
            + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "")
            + Math.abs(exponent);
    }
}
