package dev.socketley.engine.net;

import io.netty.buffer.ByteBuf;

/** What a runtime does with one connection. Every method runs on the connection's loop. */
public interface ConnectionHandler {
    /** The connection is open; nothing has been read from it. */
    default void onOpen(Connection connection) {}

    /**
     * Bytes arrived, behind those that earlier calls left unread.
     *
     * @param input what is left unread stays for the next call; not to be retained or released
     */
    void onReadable(Connection connection, ByteBuf input);

    /** The peer will send no more; what it sent before has been handed over. Default: close. */
    default void onEnd(Connection connection) {
        connection.close();
    }

    /** Queued output fell under the low watermark after it had been over the high one. */
    default void onDrain(Connection connection) {}

    /** The connection is gone; called exactly once, also after {@link Connection#close}. */
    void onClose(Connection connection);

    /** The peer has ended its stream; what it sent before may still be unread. */
    default void onInputEnded(Connection connection) {}
}
