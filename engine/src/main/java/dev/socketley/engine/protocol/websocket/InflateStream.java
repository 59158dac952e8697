package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Decompresses messages as RFC 7692 says. <b>Thread:</b> one at a time. <b>Owns:</b> native memory
 * of about 7 KB and the window until {@link #close}. <b>Bounds:</b> those of the message that it
 * writes to, while it inflates.
 */
final class InflateStream implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final MemorySegment stream;

    InflateStream(int windowBits) {
        this.stream = Zlib.newInflater(windowBits);
    }

    /** Appends what a piece of a compressed message holds. */
    void inflate(byte[] bytes, int length, MessageBuffer to) throws ProtocolException {
        Zlib.Scratch scratch = Zlib.Scratch.current();
        for (int at = 0; at < length; ) {
            int n = Math.min(length - at, Zlib.Scratch.BYTES);
            MemorySegment.copy(bytes, at, scratch.in, ValueLayout.JAVA_BYTE, 0, n);
            at += n;
            Zlib.input(stream, scratch.in, n);
            drain(scratch, to);
        }
    }

    private void drain(Zlib.Scratch scratch, MessageBuffer to) throws ProtocolException {
        int left;
        do {
            Zlib.output(stream, scratch.out, Zlib.Scratch.BYTES);
            int status = Zlib.inflate(stream);
            left = Zlib.outputLeft(stream);
            to.append(scratch.out, Zlib.Scratch.BYTES - left);
            if (status == Zlib.STREAM_END) {
                // A final block: what may follow it is a deflate stream of its own.
                Zlib.resetInflater(stream);
            } else if (status != Zlib.OK && status != Zlib.BUFFER_ERROR) {
                throw new ProtocolException(CloseCode.NOT_CONSISTENT,
                    "message is not deflated: status=" + status);
            }
        } while (left == 0 || Zlib.inputLeft(stream) > 0);
    }

    /** The message has ended. */
    void finish(MessageBuffer to) throws ProtocolException {
        inflate(TAIL, TAIL.length, to);
    }

    /** Forgets what was received before. */
    void reset() {
        Zlib.resetInflater(stream);
    }

    @Override
    public void close() {
        Zlib.endInflater(stream);
    }
}
