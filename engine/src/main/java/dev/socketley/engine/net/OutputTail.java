package dev.socketley.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The end of a connection's output: what this turn of the loop wrote and the channel has not been
 * given. Many small messages of one turn are joined in it, which costs a fraction of a queue entry
 * and a segment of the system call for each.
 *
 * <p><b>Thread:</b> the connection's loop. <b>Owns:</b> the bytes until they are passed on.
 * <b>Bounds:</b> {@value #BYTES_MAX} bytes and one message.
 */
final class OutputTail {
    /** Longer output is queued as it is: to copy it would cost more than an entry. */
    private static final int JOIN_BYTES_MAX = 1024;
    private static final int BYTES_MIN = 256;
    private static final int BYTES_MAX = 16 << 10;

    private final ChannelHandlerContext context;
    private ByteBuf bytes;
    /** Whether the bytes are in a buffer of ours, to append to. */
    private boolean owned;
    /** Room to begin with: what was enough the last time spares growing. */
    private int firstBytes = BYTES_MIN;

    OutputTail(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Takes bytes over, their ownership too. */
    void add(ByteBuf more) {
        int n = more.readableBytes();
        if (n > JOIN_BYTES_MAX) {
            passOn();
            context.write(more, context.voidPromise());
        } else if (bytes == null) {
            bytes = more;
        } else {
            room(n).writeBytes(more);
            more.release();
        }
    }

    /** The buffer with room for n more bytes. */
    ByteBuf room(int n) {
        if (bytes != null && bytes.readableBytes() + n > BYTES_MAX) {
            passOn();
        }
        if (bytes == null) {
            bytes = context.alloc().directBuffer(Math.max(n, firstBytes));
            owned = true;
        } else if (!owned) {
            ByteBuf first = bytes;
            bytes = context.alloc().directBuffer(
                Math.max(2 * (first.readableBytes() + n), firstBytes)).writeBytes(first);
            first.release();
            owned = true;
        }
        return bytes;
    }

    /** Gives the channel what there is. */
    void passOn() {
        if (bytes != null) {
            ByteBuf whole = bytes;
            bytes = null;
            owned = false;
            firstBytes = Math.clamp(whole.readableBytes(), BYTES_MIN, BYTES_MAX);
            context.write(whole, context.voidPromise());
        }
    }

    void drop() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
            owned = false;
        }
    }

    int readableBytes() {
        return bytes == null ? 0 : bytes.readableBytes();
    }
}
