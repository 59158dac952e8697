package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.MessageKind;
import io.netty.buffer.ByteBuf;

/** How one connection speaks, once that is known. <b>Thread:</b> the connection's loop. */
interface Protocol {
    /**
     * Takes at most one message from the input and handles it.
     *
     * @return whether to call again if the client is not held: something was taken, or the
     *         connection speaks another protocol now
     */
    boolean read(ByteBuf input);

    /** The peer has ended its stream and left these bytes. */
    default void end(ByteBuf rest) {}

    /** Sends a message; false when this protocol has no such thing. */
    boolean write(Outgoing message);

    /** Bytes of messages that wait for something else than the connection. */
    default int waitingBytes() {
        return 0;
    }

    /** Whether it takes input although a hook of its client runs: that hook waits for it. */
    default boolean isEager() {
        return false;
    }

    /** Queued output is under the low watermark again. */
    default void drained() {}

    /** Whether a peer that ends its side has left: that is watched for while a hook of it runs. */
    default boolean leavesWithInput() {
        return false;
    }

    /** The peer will send nothing more; what it has sent may still be unread. */
    default void peerEnded() {}

    /** Sends messages that many clients get; returns how many it has such a thing for. */
    default int write(Batch batch) {
        int written = 0;
        for (Outgoing message : batch.messages()) {
            written += write(message) ? 1 : 0;
        }
        return written;
    }

    /**
     * Sends a part of a message; false when this protocol has no such thing.
     *
     * @param kind of the message; looked at in its first part
     */
    default boolean writePart(byte[] part, boolean isLast, MessageKind kind) {
        return false;
    }

    /** A while has passed without anything from the peer. */
    default void silent(long nanos) {}

    /**
     * Says goodbye before the connection is closed from this side.
     *
     * @param code   a close code as of WebSockets
     * @param reason UTF-8
     * @return false if the peer is to answer first, after which the protocol ends the connection
     */
    default boolean leave(int code, byte[] reason) {
        return true;
    }

    /** The connection is gone. */
    default void closed() {}
}
