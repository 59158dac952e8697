package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaString;

/** Reads a format of {@code string.pack} option by option. */
final class PackFormat {
    static final int SIGNED = 0;
    static final int UNSIGNED = 1;
    static final int FLOAT = 2;
    static final int DOUBLE = 3;
    static final int CHARS = 4;
    static final int COUNTED = 5;
    static final int ZERO_ENDED = 6;
    static final int PAD = 7;
    static final int ALIGN = 8;
    static final int NOTHING = 9;

    private static final int SIZE_MAX = 16;
    private static final int NATIVE_ALIGN = 8;

    /** What the option just read is, its bytes, and how many zeros go before it. */
    int kind;
    int size;
    int padding;
    boolean little = true;
    /** How many bytes the value just unpacked took. */
    int taken;

    private final LuaString format;
    private final String function;
    private int at;
    private int alignMax = 1;

    PackFormat(LuaString format, String function) {
        this.format = format;
        this.function = function;
    }

    boolean takesValue() {
        return kind < PAD;
    }

    /** Reads the next option, whose bytes begin {@code offset} bytes in; false at the end. */
    boolean next(int offset) {
        if (at >= format.m_length) {
            return false;
        }
        option();
        int align = size;
        if (kind == ALIGN) {
            align = alignment();
        }
        padding = 0;
        if (align > 1 && kind != CHARS && kind != PAD && kind != NOTHING && kind != ZERO_ENDED) {
            align = Math.min(align, alignMax);
            if ((align & align - 1) != 0) {
                throw LuaErrors.argument(1, function, "format asks for alignment not power of 2");
            }
            padding = align - (offset & align - 1) & align - 1;
        }
        return true;
    }

    /** The size of the option behind X, which is only looked at. */
    private int alignment() {
        boolean missing = at >= format.m_length;
        if (!missing) {
            option();
        }
        if (missing || kind == CHARS || size == 0) {
            throw LuaErrors.argument(1, function, "invalid next option for option 'X'");
        }
        int align = size;
        kind = ALIGN;
        size = 0;
        return align;
    }

    private void option() {
        int c = format.m_bytes[format.m_offset + at++];
        switch (c) {
            case 'b', 'h', 'i', 'l', 'j' -> integer(SIGNED, c);
            case 'B', 'H', 'I', 'L', 'J', 'T' -> integer(UNSIGNED, c | 0x20);
            case 'f' -> set(FLOAT, 4);
            case 'd', 'n' -> set(DOUBLE, 8);
            case 's' -> set(COUNTED, limited(8));
            case 'c' -> set(CHARS, required());
            case 'z' -> set(ZERO_ENDED, 0);
            case 'x' -> set(PAD, 1);
            case 'X' -> set(ALIGN, 0);
            case ' ' -> set(NOTHING, 0);
            case '<', '=' -> order(true);
            case '>' -> order(false);
            case '!' -> {
                alignMax = limited(NATIVE_ALIGN);
                set(NOTHING, 0);
            }
            default -> throw LuaErrors.error("invalid format option '" + (char) c + "'");
        }
    }

    private void integer(int sign, int letter) {
        int bytes = switch (letter) {
            case 'b' -> 1;
            case 'h' -> 2;
            case 'i' -> limited(4);
            default -> 8;
        };
        set(sign, bytes);
    }

    private void order(boolean isLittle) {
        little = isLittle;
        set(NOTHING, 0);
    }

    private void set(int newKind, int newSize) {
        kind = newKind;
        size = newSize;
    }

    private int number(int fallback) {
        int start = at;
        long value = 0;
        while (at < format.m_length && CharClass.isDigit(format.m_bytes[format.m_offset + at])
            && value <= (Integer.MAX_VALUE - 9) / 10) {
            value = value * 10 + format.m_bytes[format.m_offset + at++] - '0';
        }
        return at == start ? fallback : (int) value;
    }

    private int limited(int fallback) {
        int value = number(fallback);
        if (value < 1 || value > SIZE_MAX) {
            throw LuaErrors.error("integral size (" + value + ") out of limits [1,16]");
        }
        return value;
    }

    private int required() {
        int value = number(-1);
        if (value < 0) {
            throw LuaErrors.error("missing size for format option 'c'");
        }
        return value;
    }
}
