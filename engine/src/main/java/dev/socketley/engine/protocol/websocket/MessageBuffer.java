package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A message while its pieces arrive; text is checked as it grows. <b>Bounds:</b> {@code bytesMax};
 * it never takes much more memory than has arrived.
 */
final class MessageBuffer {
    private static final byte[] NO_BYTES = {};
    /** A frame may announce this much without having sent it. */
    private static final int CREDIT_BYTES = 16 << 10;

    private byte[] bytes = NO_BYTES;
    private int size;
    private int utf8 = Utf8.START;
    private boolean text;
    private int bytesMax;

    void begin(boolean isText, int max) {
        text = isText;
        bytesMax = max;
        size = 0;
        utf8 = Utf8.START;
    }

    /**
     * Appends masked bytes.
     *
     * @param expected how many are to come at least, these {@code n} included
     */
    void append(ByteBuf input, int n, int key, long expected) throws ProtocolException {
        room(n, expected);
        input.readBytes(bytes, size, n);
        if (key != 0) {
            Mask.apply(key, bytes, size, size + n);
        }
        grown(n);
    }

    /** As far as the bound allows, so that what is wrong before the bound is what is told. */
    void append(MemorySegment piece, int n) throws ProtocolException {
        int fits = Math.min(n, bytesMax - size);
        room(fits, fits);
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, size, fits);
        grown(fits);
        require(n - fits);
    }

    /** @throws ProtocolException when the message would exceed its bound */
    void require(long more) throws ProtocolException {
        if (more > bytesMax - size) {
            throw new ProtocolException(CloseCode.TOO_BIG, "message of over " + bytesMax
                + " bytes exceeds message-bytes-max " + bytesMax);
        }
    }

    private void room(int n, long expected) throws ProtocolException {
        require(n);
        if (size + n > bytes.length) {
            long wanted = expected <= n + (long) CREDIT_BYTES ? size + expected
                : Math.min(size + expected, 2L * (size + n));
            long useful = size == 0 && expected == n ? n : Math.max(wanted, 2L * size);
            bytes = Arrays.copyOf(bytes, (int) Math.min(useful, bytesMax));
        }
    }

    private void grown(int n) throws ProtocolException {
        if (text) {
            utf8 = Utf8.check(utf8, bytes, size, size + n);
            if (utf8 == Utf8.INVALID) {
                throw notUtf8();
            }
        }
        size += n;
    }

    private static ProtocolException notUtf8() {
        return new ProtocolException(CloseCode.NOT_CONSISTENT, "text message is not utf-8");
    }

    /** Ends the message and hands its bytes over. */
    byte[] take() throws ProtocolException {
        if (utf8 != Utf8.START) {
            throw notUtf8();
        }
        byte[] out = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = NO_BYTES;
        size = 0;
        return out;
    }
}
