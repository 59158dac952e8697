package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A message on its way to any number of clients, encoded at most once for each framing.
 * <b>Thread:</b> the clients' loop. <b>Owns:</b> the encoded buffers until {@link #close}; each
 * client gets a duplicate with a reference of its own.
 */
final class Outgoing implements AutoCloseable {
    private final byte[] message;
    private final boolean single;
    private ByteBuf line;
    private ByteBuf frame;

    private Outgoing(byte[] message, boolean single) {
        this.message = message;
        this.single = single;
    }

    /** A message to one client, which is best encoded in place. */
    static Outgoing single(byte[] message) {
        return new Outgoing(message, true);
    }

    /** A message to many clients of one loop, encoded once for all of them. */
    static Outgoing shared(byte[] message) {
        return new Outgoing(message, false);
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
            line = ByteBufAllocator.DEFAULT.directBuffer(lineBytes());
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
            frame = ByteBufAllocator.DEFAULT.directBuffer(frameBytesMax());
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
