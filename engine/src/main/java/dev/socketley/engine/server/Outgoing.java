package dev.socketley.engine.server;

import dev.socketley.engine.net.LoopRing;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.protocol.websocket.WebSocketEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * A message on its way to any number of clients, encoded at most once for each framing.
 * <b>Thread:</b> the clients' loop. <b>Owns:</b> the encoded buffers until {@link #close}; each
 * client gets a duplicate with a reference of its own.
 */
final class Outgoing implements AutoCloseable, LoopRing.Weighted {
    private static final ByteBuf[] NO_FRAMES = {};

    private final byte[] message;
    private final MessageKind wanted;
    private final boolean single;
    private MessageKind kind;
    private int frameLength;
    private ByteBuf line;
    /** By form; the last one that was needed is looked at first. */
    private ByteBuf[] frames = NO_FRAMES;

    private Outgoing(byte[] message, MessageKind kind, boolean single) {
        this.message = message;
        this.wanted = kind;
        this.kind = kind;
        this.single = single;
        this.frameLength = message.length;
    }

    /**
     * A message to one client, which is best encoded in place.
     *
     * @param kind what WebSockets are told that it is; null for text if it is UTF-8, then without
     *             a newline at its end
     */
    static Outgoing single(byte[] message, MessageKind kind) {
        return new Outgoing(message, kind, true);
    }

    /** A message to many clients of one loop, encoded once for all of them. */
    static Outgoing shared(byte[] message, MessageKind kind) {
        return new Outgoing(message, kind, false);
    }

    /** The same to one client, to be kept. */
    Outgoing alone() {
        return new Outgoing(message, wanted, true);
    }

    boolean isSingle() {
        return single;
    }

    @Override
    public int bytes() {
        return message.length;
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

    // ---- WebSocket --------------------------------------------------------------------------

    /** What WebSockets are told that it is; found out at the first use. */
    MessageKind kind() {
        if (kind == null) {
            frameLength = textLength();
            kind = MessageKind.of(message, frameLength);
        }
        return kind;
    }

    /** Bytes of the message in a frame; known once {@link #kind} is. */
    int frameLength() {
        return frameLength;
    }

    /** One WebSocket frame in the form that this encoder's peer understands. */
    ByteBuf frame(WebSocketEncoder encoder) {
        MessageKind marked = kind();
        int form = encoder.form(frameLength);
        if (form >= frames.length) {
            frames = Arrays.copyOf(frames, form + 1);
        }
        if (frames[form] == null) {
            frames[form] = ByteBufAllocator.DEFAULT.directBuffer(
                WebSocketEncoder.HEAD_BYTES_MAX + frameLength);
            encoder.shared(form, marked, message, frameLength, frames[form]);
        }
        encoder.sentShared(form);
        return frames[form].retainedDuplicate();
    }

    /** The frame of a message to this peer alone. */
    void frame(WebSocketEncoder encoder, ByteBuf to) {
        encoder.message(kind(), message, frameLength, to);
    }

    @Override
    public void close() {
        if (line != null) {
            line.release();
        }
        for (ByteBuf frame : frames) {
            if (frame != null) {
                frame.release();
            }
        }
    }
}
