package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * The {@code ..} of strings and numbers: each chain of them becomes one string at once.
 *
 * <p>A string that was made here and is the left end of the next one, as in {@code s = s .. x}, is
 * continued in place: its bytes move to an array with room to grow, and the strings made on the way
 * are views of the beginning of that array. <b>Thread:</b> the state's. <b>Bounds:</b>
 * {@link #LENGTH_MAX} bytes; the room is at most what is used.
 */
final class Concat {
    /** An eighth of the heap: no one string may exhaust it. */
    private static final long LENGTH_MAX =
        Math.min(1 << 30, Math.max(1 << 24, Runtime.getRuntime().maxMemory() / 8));
    /** Copying less than this costs no more than looking for room. */
    private static final int CONTINUED_MIN = 128;
    private static final int ENDS = 4;
    /** Bytes copied in the time of a Lua instruction. */
    private static final int BYTES_PER_STEP = 64;
    private static final int POLLED_MIN = 1 << 14;

    /** Arrays whose used part may be continued, and how much of each is used. */
    private final byte[][] arrays = new byte[ENDS][];
    private final int[] used = new int[ENDS];
    private int next;
    private int held;

    /** Forgets the strings made so far. */
    void clear() {
        if (held > 0) {
            Arrays.fill(arrays, null);
            held = 0;
        }
    }

    /** Whether a value is a string or number, which concatenate. */
    static boolean textual(LuaValue v) {
        return v instanceof LuaString || v.type() == LuaValue.TNUMBER;
    }

    /** {@code a .. b} for two textual values. */
    LuaValue of(LuaValue a, LuaValue b) {
        int left = length(a);
        int right = length(b);
        // A number with a fraction is longer to measure than to write: it is text from here on.
        LuaValue x = left < 0 ? Text.of(a) : a;
        LuaValue y = right < 0 ? Text.of(b) : b;
        left = left < 0 ? length(x) : left;
        right = right < 0 ? length(y) : right;
        long total = (long) left + right;
        if (total >= CONTINUED_MIN) {
            return continued(new LuaValue[] {x, y}, 0, 1, total);
        }
        byte[] bytes = new byte[(int) total];
        write(x, left, bytes, 0);
        write(y, right, bytes, left);
        return LuaStrings.using(bytes);
    }

    /** The textual values {@code first..last} of {@code r}, which is not changed. */
    LuaValue of(LuaValue[] r, int first, int last) {
        if (last - first == 1) {
            return of(r[first], r[last]);
        }
        LuaValue[] parts = Arrays.copyOfRange(r, first, last + 1);
        long total = 0;
        for (int i = 0; i < parts.length; i++) {
            int length = length(parts[i]);
            if (length < 0) {
                parts[i] = Text.of(parts[i]);
                length = length(parts[i]);
            }
            total += length;
        }
        if (total >= CONTINUED_MIN) {
            return continued(parts, 0, parts.length - 1, total);
        }
        byte[] bytes = new byte[(int) total];
        writeAll(parts, 0, bytes, 0);
        return LuaStrings.using(bytes);
    }

    private static int length(LuaValue v) {
        return v instanceof LuaString s ? s.m_length
            : v instanceof LuaInteger n ? LuaNumbers.lengthOfLong(n.v) : -1;
    }

    private static void write(LuaValue v, int length, byte[] to, int at) {
        if (v instanceof LuaString s) {
            System.arraycopy(s.m_bytes, s.m_offset, to, at, length);
        } else {
            LuaNumbers.writeLong(((LuaInteger) v).v, to, at);
        }
    }

    private static void writeAll(LuaValue[] parts, int first, byte[] to, int from) {
        int at = from;
        for (int i = first; i < parts.length; i++) {
            int length = length(parts[i]);
            write(parts[i], length, to, at);
            at += length;
        }
    }

    private LuaValue continued(LuaValue[] parts, int first, int last, long total) {
        if (total > LENGTH_MAX) {
            throw LuaErrors.error("not enough memory");
        }
        if (total > POLLED_MIN) {
            LuaPolls.poll((int) (total / BYTES_PER_STEP));
        }
        int size = (int) total;
        if (parts[first] instanceof LuaString s && s.m_length > size / 2) {
            for (int i = 0; i < held; i++) {
                if (arrays[i] == s.m_bytes && used[i] == s.m_offset + s.m_length) {
                    return grow(i, s, parts, size);
                }
            }
        }
        byte[] bytes = new byte[size];
        writeAll(parts, first, bytes, 0);
        remember(bytes, size);
        return LuaStrings.using(bytes, 0, size);
    }

    private LuaValue grow(int i, LuaString s, LuaValue[] parts, int size) {
        byte[] bytes = s.m_bytes;
        int offset = s.m_offset;
        if (bytes.length - offset < size) {
            bytes = Arrays.copyOfRange(bytes, offset, offset + (int) Math.min(LENGTH_MAX, 2L * size));
            offset = 0;
            arrays[i] = bytes;
        }
        writeAll(parts, 1, bytes, offset + s.m_length);
        used[i] = offset + size;
        return LuaStrings.using(bytes, offset, size);
    }

    private void remember(byte[] bytes, int size) {
        next = next + 1 & ENDS - 1;
        arrays[next] = bytes;
        used[next] = size;
        held = ENDS;
    }
}
