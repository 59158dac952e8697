package dev.socketley.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * What a connection has received and its handler has not consumed. <b>Thread:</b> the connection's
 * loop. <b>Owns:</b> the bytes. <b>Bounds:</b> the handler's, which is offered all of it each time.
 */
final class UnreadInput {
    /** Less than this does not keep a receive buffer, which others may share, from use. */
    private static final int ALONE_BYTES_MIN = 8 << 10;

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    /** To be consumed from its start; another one after {@link #append} and {@link #settle}. */
    ByteBuf bytes() {
        return bytes;
    }

    int readableBytes() {
        return bytes.readableBytes();
    }

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Takes over what was received, behind what there is. */
    void append(ByteBuf received, ByteBufAllocator alloc) {
        if (isEmpty()) {
            bytes.release();
            bytes = received;
            return;
        }
        ByteBuf grown = bytes;
        if (grown.refCnt() > 1 || grown.writableBytes() < received.readableBytes()
                || grown.isReadOnly()) {
            grown = copied(grown, grown.readableBytes() + received.readableBytes(), alloc);
        }
        grown.writeBytes(received);
        received.release();
        bytes = grown;
    }

    /** After an offer: keeps no more memory than what is left needs. */
    void settle(ByteBufAllocator alloc) {
        if (isEmpty()) {
            free();
        } else if (bytes.readableBytes() < ALONE_BYTES_MIN && bytes.unwrap() != null) {
            bytes = copied(bytes, bytes.readableBytes(), alloc);
        }
    }

    /** The same bytes in a buffer of their own, which has room for a while. */
    private static ByteBuf copied(ByteBuf from, int need, ByteBufAllocator alloc) {
        ByteBuf copy = alloc.buffer(Math.max(256, Integer.highestOneBit(need) << 1));
        copy.writeBytes(from);
        from.release();
        return copy;
    }

    /** Takes all of it; the caller releases it. */
    ByteBuf take() {
        ByteBuf taken = bytes.retainedSlice();
        skip();
        return taken;
    }

    void skip() {
        bytes.skipBytes(bytes.readableBytes());
    }

    void free() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
