package dev.socketley.lua;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * The decimal digits of a double, rounded as C's printf rounds them: {@code 0.DIGITS × 10^point}.
 *
 * <p>Starts from the shortest digits that name the double, which round to any 15 or fewer places
 * as the exact value does, except when what is cut off is exactly a half; then, and for more
 * places, the exact value is used. <b>Thread:</b> one. <b>Bounds:</b> about 1100 digits.
 */
public final class Decimal {
    /** Up to this many significant places the shortest digits decide a rounding. */
    private static final int SHORTEST_SAFE_MAX = 15;

    private byte[] digits = new byte[24];
    private int count;
    private int point;
    private boolean exact;

    /** The digits of {@code value} with {@code places} significant ones, trailing zeros cut. */
    public static Decimal significant(double value, int places) {
        Decimal d = new Decimal();
        d.shortest(value);
        if (!d.round(places)) {
            d.expand(value);
            d.round(places);
        }
        return d;
    }

    /** The digits of {@code value} with {@code places} after the decimal point. */
    public static Decimal fixed(double value, int places) {
        Decimal d = new Decimal();
        d.shortest(value);
        if (!d.round(d.point + places)) {
            d.expand(value);
            d.round(d.point + places);
        }
        return d;
    }

    /** How many digits there are; 0 for zero, and never a trailing zero. */
    public int count() {
        return count;
    }

    /** Where the decimal point stands, counted from before the first digit. */
    public int point() {
        return point;
    }

    /** ASCII digit number {@code i}; a zero beyond either end. */
    public byte digit(int i) {
        return i >= 0 && i < count ? digits[i] : (byte) '0';
    }

    private void shortest(double value) {
        if (value != 0 && Math.abs(value) < Double.MIN_NORMAL) {
            // So few bits that the shortest digits do not even hold 15 true ones.
            expand(value);
            return;
        }
        String text = Double.toString(Math.abs(value));
        int length = text.length();
        int exponent = 0;
        int dot = -1;
        count = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dot = count;
            } else if (c == 'E') {
                exponent = Integer.parseInt(text, i + 1, length, 10);
                break;
            } else {
                digits[count++] = (byte) c;
            }
        }
        point = dot + exponent;
        trimStart();
        trimEnd();
        exact = count <= point && point <= SHORTEST_SAFE_MAX;
    }

    private void expand(double value) {
        exact = true;
        BigDecimal big = new BigDecimal(Math.abs(value));
        digits = big.unscaledValue().toString().getBytes(StandardCharsets.ISO_8859_1);
        count = digits.length;
        point = count - big.scale();
        trimStart();
        trimEnd();
    }

    private void trimStart() {
        int zeros = 0;
        while (zeros < count && digits[zeros] == '0') {
            zeros++;
        }
        if (zeros > 0) {
            System.arraycopy(digits, zeros, digits, 0, count - zeros);
            count -= zeros;
            point -= zeros;
        }
        if (count == 0) {
            point = 1;
        }
    }

    private void trimEnd() {
        while (count > 0 && digits[count - 1] == '0') {
            count--;
        }
        if (count == 0) {
            point = 1;
        }
    }

    /** Rounds to {@code keep} digits; false when only the exact value can tell which way. */
    private boolean round(int keep) {
        if (!exact && keep > SHORTEST_SAFE_MAX && count > 0) {
            return false;
        }
        if (keep >= count) {
            return true;
        }
        if (keep < 0) {
            clear();
            return true;
        }
        boolean up;
        if (digits[keep] == '5' && keep + 1 == count) {
            if (!exact) {
                return false;
            }
            up = keep > 0 && (digits[keep - 1] & 1) == 1;
        } else {
            up = digits[keep] >= '5';
        }
        count = keep;
        if (up) {
            carry();
        }
        trimEnd();
        return true;
    }

    private void carry() {
        int i = count - 1;
        while (i >= 0 && digits[i] == '9') {
            digits[i--] = '0';
        }
        if (i >= 0) {
            digits[i]++;
        } else {
            digits[0] = '1';
            count = 1;
            point++;
        }
    }

    private void clear() {
        count = 0;
        point = 1;
    }
}
