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
    private ByteBuf line;
    private ByteBuf frame;

    Outgoing(byte[] message, ByteBufAllocator allocator) {
        this.message = message;
        this.allocator = allocator;
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
            int n = textLength();
            line = allocator.directBuffer(n + 1).writeBytes(message, 0, n).writeByte('\n');
        }
        return line.retainedDuplicate();
    }

    /** One WebSocket frame, without the newline: text, or binary when it is not UTF-8. */
    ByteBuf frame() {
        if (frame == null) {
            frame = WebSocketFrames.message(message, textLength(), allocator);
        }
        return frame.retainedDuplicate();
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
