package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaString;

/** Makes Lua strings over bytes. <b>Thread:</b> any. */
public final class LuaStrings {
    private static final LuaString[] SINGLE = new LuaString[256];

    static {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
            SINGLE[i] = using(all, i, 1);
        }
    }

    private LuaStrings() {}

    /** A string over {@code length} bytes from {@code offset}, which must not change any more. */
    public static LuaString using(byte[] bytes, int offset, int length) {
        return LuaString.valueUsing(bytes, offset, length);
    }

    /** A string over all of {@code bytes}, which must not change any more. */
    public static LuaString using(byte[] bytes) {
        return using(bytes, 0, bytes.length);
    }

    /** A string of a copy of {@code length} bytes from {@code offset}. */
    public static LuaString copy(byte[] bytes, int offset, int length) {
        return length == 1 ? single(bytes[offset])
            : using(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    }

    /** The string of one byte; the same object every time. */
    public static LuaString single(int b) {
        return SINGLE[b & 255];
    }
}
