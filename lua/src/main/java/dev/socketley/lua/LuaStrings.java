package dev.socketley.lua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.luaj.vm2.LuaString;

/**
 * Makes Lua strings without the process-wide cache of short strings that {@code valueUsing} keeps:
 * loops on different cores would take it from each other at every string. <b>Thread:</b> any.
 */
public final class LuaStrings {
    /** Longer arrays pass that cache by. */
    private static final int CACHED_MAX = 32;
    private static final MethodHandle NEW = constructor();
    private static final LuaString[] SINGLE = new LuaString[256];

    static {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
            SINGLE[i] = using(all, i, 1);
        }
    }

    private LuaStrings() {}

    private static MethodHandle constructor() {
        try {
            return MethodHandles.privateLookupIn(LuaString.class, MethodHandles.lookup())
                .findConstructor(LuaString.class,
                    MethodType.methodType(void.class, byte[].class, int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A string over {@code length} bytes from {@code offset}, which must not change any more. */
    public static LuaString using(byte[] bytes, int offset, int length) {
        if (bytes.length > CACHED_MAX) {
            return LuaString.valueUsing(bytes, offset, length);
        }
        try {
            return (LuaString) NEW.invokeExact(bytes, offset, length);
        } catch (Throwable e) {
            // The signature of every method handle; this one allocates, so that is what can fail.
            if (e instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
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
