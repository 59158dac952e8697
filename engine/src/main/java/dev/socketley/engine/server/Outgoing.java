package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A message on its way to any number of clients, encoded at most once for each framing.
 * <b>Thread:</b> the server's loop. <b>Owns:</b> the encoded buffers until {@link #close}; each
 * client gets a duplicate with a reference of its own.
 */
final class Outgoing implements AutoCloseable {
    private final byte[] message;
    private final ByteBufAllocator allocator;
    private final boolean single;
    private ByteBuf line;
    private ByteBuf frame;

    /** @param single whether it goes to one client, and so is best encoded in place */
    Outgoing(byte[] message, boolean single, ByteBufAllocator allocator) {
        this.message = message;
        this.single = single;
        this.allocator = allocator;
    }

    boolean isSingle() {
        return single;
    }

    byte[] message() {
        return message;
    }

    /** Length of the message without a newline at its end. */
    private int textLength() {
        int n = message.length;
        return n > 0 && message[n - 1] == '\n' ? n - 1 : n;
    }

    /** The message with a newline at its end. */
    ByteBuf line() {
        if (line == null) {
            line = allocator.directBuffer(lineBytes());
            line(line);
        }
        return line.retainedDuplicate();
    }

    int lineBytes() {
        return textLength() + 1;
    }

    void line(ByteBuf to) {
        to.writeBytes(message, 0, textLength()).writeByte('\n');
    }

    /** One WebSocket frame, without the newline: text, or binary when it is not UTF-8. */
    ByteBuf frame() {
        if (frame == null) {
            frame = allocator.directBuffer(frameBytesMax());
            frame(frame);
        }
        return frame.retainedDuplicate();
    }

    int frameBytesMax() {
        return WebSocketFrames.HEADER_BYTES_MAX + textLength();
    }

    void frame(ByteBuf to) {
        WebSocketFrames.message(message, textLength(), to);
    }

    @Override
    public void close() {
        if (line != null) {
            line.release();
        }
        if (frame != null) {
            frame.release();
        }
    }
}
