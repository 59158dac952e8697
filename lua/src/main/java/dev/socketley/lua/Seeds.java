package dev.socketley.lua;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.luaj.vm2.LuaString;

/**
 * A hash that nobody outside can make collide: keyed by two numbers drawn when the process starts.
 *
 * <p>Its rounds are those of SipHash-1-3. Strings have a cheaper hash of their own; tables come here
 * once that one has failed them. <b>Thread:</b> any.
 */
final class Seeds {
    private static final long KEY_0;
    private static final long KEY_1;

    static {
        ByteBuffer drawn = ByteBuffer.wrap(draw());
        KEY_0 = drawn.getLong();
        KEY_1 = drawn.getLong();
    }

    /** From the system where it can be asked: the JDK's providers take longer to load than the rest. */
    private static byte[] draw() {
        byte[] drawn = new byte[2 * Long.BYTES];
        try (FileInputStream system = new FileInputStream("/dev/urandom")) {
            if (system.readNBytes(drawn, 0, drawn.length) < drawn.length) {
                throw new EOFException();
            }
        } catch (IOException notUnix) {
            new SecureRandom().nextBytes(drawn);
        }
        return drawn;
    }

    private long v0 = KEY_0 ^ 0x736f6d6570736575L;
    private long v1 = KEY_1 ^ 0x646f72616e646f6dL;
    private long v2 = KEY_0 ^ 0x6c7967656e657261L;
    private long v3 = KEY_1 ^ 0x7465646279746573L;

    private Seeds() {}

    static int hash(LuaString s) {
        Seeds h = new Seeds();
        byte[] bytes = s.m_bytes;
        int end = s.m_offset + s.m_length;
        long word = 0;
        int shift = 0;
        for (int i = s.m_offset; i < end; i++) {
            word |= (bytes[i] & 0xffL) << shift;
            shift += 8;
            if (shift == 64) {
                h.add(word);
                word = 0;
                shift = 0;
            }
        }
        h.add(word | (long) s.m_length << 56);
        return h.finish();
    }

    static int hash(long bits) {
        Seeds h = new Seeds();
        h.add(bits);
        return h.finish();
    }

    private void add(long word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }

    private int finish() {
        v2 ^= 0xff;
        round();
        round();
        round();
        long all = v0 ^ v1 ^ v2 ^ v3;
        return (int) (all ^ all >>> 32);
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
