package dev.socketley.lua.lib;

/** The flags, width and precision of one conversion; a precision of -1 was not given. */
final class FormatSpec {
    boolean left;
    boolean plus;
    boolean space;
    boolean alternate;
    boolean zero;
    int width;
    int precision;

    void clear() {
        left = false;
        plus = false;
        space = false;
        alternate = false;
        zero = false;
        width = 0;
        precision = -1;
    }

    /** Notes flag {@code c}; false when it is none. */
    boolean flag(int c) {
        switch (c) {
            case '-' -> left = true;
            case '+' -> plus = true;
            case ' ' -> space = true;
            case '#' -> alternate = true;
            case '0' -> zero = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean isPlain() {
        return width == 0 && precision < 0 && !plus && !space;
    }

    String sign(boolean negative) {
        return negative ? "-" : plus ? "+" : space ? " " : "";
    }
}
