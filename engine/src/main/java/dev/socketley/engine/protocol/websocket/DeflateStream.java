package dev.socketley.engine.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Compresses messages as RFC 7692 says, one after the other. <b>Thread:</b> one at a time.
 * <b>Owns:</b> native memory of eight windows and 6 KB until {@link #close}.
 */
final class DeflateStream implements AutoCloseable {
    /** What a flush ends with, and what the peer puts back. */
    private static final int TAIL_BYTES = 4;

    private final MemorySegment stream;
    private final int level;

    DeflateStream(int level, int windowBits) {
        this.level = level;
        this.stream = Zlib.newDeflater(level, windowBits);
    }

    int level() {
        return level;
    }

    /** Appends the first {@code length} bytes as one compressed message. */
    void message(byte[] bytes, int length, ByteBuf to) {
        Zlib.Scratch scratch = Zlib.Scratch.current();
        int start = to.writerIndex();
        int at = 0;
        do {
            int n = Math.min(length - at, Zlib.Scratch.BYTES);
            MemorySegment.copy(bytes, at, scratch.in, ValueLayout.JAVA_BYTE, 0, n);
            at += n;
            Zlib.input(stream, scratch.in, n);
            deflate(at == length ? Zlib.SYNC_FLUSH : Zlib.NO_FLUSH, scratch, to);
        } while (at < length);
        int end = to.writerIndex() - TAIL_BYTES;
        if (end > start) {
            to.writerIndex(end);
        } else {
            to.writerIndex(start).writeByte(0);     // an empty block, as nothing was left to flush
        }
    }

    private void deflate(int flush, Zlib.Scratch scratch, ByteBuf to) {
        int left;
        do {
            Zlib.output(stream, scratch.out, Zlib.Scratch.BYTES);
            int status = Zlib.deflate(stream, flush);
            if (status != Zlib.OK && status != Zlib.BUFFER_ERROR) {
                throw new IllegalStateException("deflate failed: status=" + status);
            }
            left = Zlib.outputLeft(stream);
            to.writeBytes(scratch.out.asByteBuffer().limit(Zlib.Scratch.BYTES - left));
        } while (left == 0);
    }

    /** Forgets what was sent before. */
    void reset() {
        Zlib.resetDeflater(stream);
    }

    @Override
    public void close() {
        Zlib.endDeflater(stream);
    }
}
