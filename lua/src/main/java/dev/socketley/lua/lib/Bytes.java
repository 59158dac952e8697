package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import dev.socketley.lua.LuaStrings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luaj.vm2.LuaString;

/**
 * A string under construction.
 *
 * <p><b>Thread:</b> one. <b>Bounds:</b> {@link #MAX} bytes, beyond that a Lua error.
 */
final class Bytes {
    /** An eighth of the heap, so that one script's string cannot exhaust it. */
    static final int MAX =
        (int) Math.min(1 << 30, Math.max(1 << 24, Runtime.getRuntime().maxMemory() / 8));
    private static final int SHORT_MAX = 32;

    byte[] data;
    int length;

    Bytes(int capacity) {
        data = new byte[Math.max(16, capacity)];
    }

    void ensure(long more) {
        if (length + more > data.length) {
            grow(length + more);
        }
    }

    private void grow(long needed) {
        if (needed > MAX) {
            throw LuaErrors.error("not enough memory");
        }
        data = Arrays.copyOf(data, (int) Math.min(MAX, Math.max(needed, data.length * 2L)));
    }

    void add(int b) {
        if (length == data.length) {
            grow(length + 1L);
        }
        data[length++] = (byte) b;
    }

    void add(byte[] from, int offset, int count) {
        Polls.copy(count);
        ensure(count);
        System.arraycopy(from, offset, data, length, count);
        length += count;
    }

    void add(LuaString s) {
        add(s.m_bytes, s.m_offset, s.m_length);
    }

    void addAscii(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            data[length++] = (byte) text.charAt(i);
        }
    }

    void addLong(long value) {
        ensure(20);
        length = LuaNumbers.writeLong(value, data, length);
    }

    void addNumber(double value) {
        ensure(24);
        length = LuaNumbers.write(value, data, length);
    }

    void fill(int b, int count) {
        if (count > 0) {
            ensure(count);
            Arrays.fill(data, length, length + count, (byte) b);
            length += count;
        }
    }

    /** Makes room for {@code count} bytes before those written since {@code at}. */
    void open(int at, int count, int fill) {
        ensure(count);
        System.arraycopy(data, at, data, at + count, length - at);
        Arrays.fill(data, at, at + count, (byte) fill);
        length += count;
    }

    /** The bytes as a Lua string; this builder must not be written any more. */
    LuaString finish() {
        if (length > SHORT_MAX && length > data.length - (data.length >> 2)) {
            return LuaStrings.using(data, 0, length);
        }
        return LuaStrings.copy(data, 0, length);
    }

    static LuaString ascii(String text) {
        return LuaStrings.using(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A part of {@code s}, sharing its bytes when it is most of them. */
    static LuaString part(LuaString s, int from, int count) {
        if (count == s.m_length) {
            return s;
        }
        if (count > SHORT_MAX && count >= s.m_bytes.length / 2) {
            return LuaStrings.using(s.m_bytes, s.m_offset + from, count);
        }
        return LuaStrings.copy(s.m_bytes, s.m_offset + from, count);
    }
}
