package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.WebSocketEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of one turn on their way to a client, as a path from the root of a tree: clients
 * that get the same messages share a node, and with it what the messages look like on the wire.
 *
 * <p><b>Thread:</b> the server's loop. <b>Owns:</b> the encoded bytes until {@link #release}.
 */
final class Batch {
    private static final int BYTES = 1024;
    private static final ByteBuf[] NO_FRAMES = {};

    private final Batch before;
    private final Outgoing message;
    private final int count;
    private final long bytes;
    /** The node that the last message led to from here. */
    private Batch next;
    private ByteBuf lines;
    /** By what the peers' encoders do with long messages. */
    private ByteBuf[] frames = NO_FRAMES;

    private Batch(Batch before, Outgoing message) {
        this.before = before;
        this.message = message;
        this.count = before == null ? 0 : before.count + 1;
        this.bytes = before == null ? 0 : before.bytes + message.bytes();
    }

    static Batch root() {
        return new Batch(null, null);
    }

    /** These messages and one more; a node that was not there is added to {@code made}. */
    Batch then(Outgoing following, List<Batch> made) {
        if (next == null || next.message != following) {
            next = new Batch(this, following);
            made.add(next);
        }
        return next;
    }

    int count() {
        return count;
    }

    /** Of all messages, without framing. */
    long bytes() {
        return bytes;
    }

    /** The messages, from the first on. */
    Outgoing[] messages() {
        Outgoing[] all = new Outgoing[count];
        Batch at = this;
        for (int i = count - 1; i >= 0; i--, at = at.before) {
            all[i] = at.message;
        }
        return all;
    }

    /** All of them as lines; the caller releases its reference. */
    ByteBuf lines() {
        if (count == 1) {
            return message.line();
        }
        if (lines == null) {
            lines = ByteBufAllocator.DEFAULT.directBuffer(BYTES);
            for (Outgoing each : messages()) {
                each.line(lines);
            }
        }
        return lines.retainedDuplicate();
    }

    /** All of them as frames that this encoder's peer understands. */
    ByteBuf frames(WebSocketEncoder encoder) {
        if (count == 1) {
            return message.frame(encoder);
        }
        int form = encoder.form(Integer.MAX_VALUE);
        if (form >= frames.length) {
            frames = Arrays.copyOf(frames, form + 1);
        }
        if (frames[form] == null) {
            frames[form] = ByteBufAllocator.DEFAULT.directBuffer(BYTES);
            for (Outgoing each : messages()) {
                ByteBuf frame = each.frame(encoder);
                frames[form].writeBytes(frame);
                frame.release();
            }
        }
        encoder.sentShared(form);
        return frames[form].retainedDuplicate();
    }

    /** Gives the encoded bytes up, of this node alone. */
    void release() {
        if (lines != null) {
            lines.release();
            lines = null;
        }
        for (ByteBuf frame : frames) {
            if (frame != null) {
                frame.release();
            }
        }
        frames = NO_FRAMES;
    }
}
