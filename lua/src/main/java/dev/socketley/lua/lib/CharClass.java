package dev.socketley.lua.lib;

/** The character classes of the C locale. */
final class CharClass {
    private static final int ALPHA = 1;
    private static final int CONTROL = 2;
    private static final int DIGIT = 4;
    private static final int GRAPH = 8;
    private static final int LOWER = 16;
    private static final int PUNCT = 32;
    private static final int SPACE = 64;
    private static final int UPPER = 128;
    private static final int HEX = 256;
    private static final short[] MASK = new short[256];

    static {
        for (int c = 0; c < 128; c++) {
            MASK[c] = (short) maskOf(c);
        }
    }

    private CharClass() {}

    private static int maskOf(int c) {
        int mask = 0;
        if (c >= 'a' && c <= 'z') {
            mask |= ALPHA | LOWER;
        }
        if (c >= 'A' && c <= 'Z') {
            mask |= ALPHA | UPPER;
        }
        if (c >= '0' && c <= '9') {
            mask |= DIGIT | HEX;
        }
        if (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
            mask |= HEX;
        }
        if (c == ' ' || c >= 9 && c <= 13) {
            mask |= SPACE;
        }
        if (c < 32 || c == 127) {
            mask |= CONTROL;
        } else if (c > 32) {
            mask |= (mask & (ALPHA | DIGIT)) == 0 ? GRAPH | PUNCT : GRAPH;
        }
        return mask;
    }

    static boolean isControl(int c) {
        return (MASK[c] & CONTROL) != 0;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether byte {@code c} is in the class that letter {@code cl} names after a percent sign. */
    static boolean matches(int c, int cl) {
        int mask = switch (cl | 0x20) {
            case 'a' -> ALPHA;
            case 'c' -> CONTROL;
            case 'd' -> DIGIT;
            case 'g' -> GRAPH;
            case 'l' -> LOWER;
            case 'p' -> PUNCT;
            case 's' -> SPACE;
            case 'u' -> UPPER;
            case 'w' -> ALPHA | DIGIT;
            case 'x' -> HEX;
            case 'z' -> 0;
            default -> -1;
        };
        if (mask < 0 || !isLetter(cl)) {
            return c == cl;
        }
        boolean in = mask == 0 ? c == 0 : (MASK[c] & mask) != 0;
        return (cl & 0x20) != 0 == in;
    }

    static boolean isLetter(int c) {
        return (MASK[c] & ALPHA) != 0;
    }
}
