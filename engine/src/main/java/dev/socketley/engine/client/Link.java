package dev.socketley.engine.client;

import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.protocol.websocket.MessageKind;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * A client's way to its server, good for one connection. It hands whole messages to {@link
 * ClientRuntime#message} while {@link ClientRuntime#mayRead}, and tells {@link ClientRuntime#lost}
 * once. <b>Thread:</b> the client's home loop.
 */
interface Link {
    /**
     * Connects; fails with ECONNECT, ETIMEOUT or ETLS.
     *
     * @param address of the place
     */
    CompletionStage<Void> open(HostPort place, SocketAddress address);

    long id();

    boolean isOpen();

    /** Bytes sent here that the system has not taken yet. */
    long queuedBytes();

    /** {@link System#nanoTime} of the last bytes received. */
    long lastReadNanos();

    /**
     * Sends one message, framed as the protocol asks.
     *
     * @param kind what a WebSocket is told that it is; null for text if it is UTF-8
     */
    void send(byte[] message, MessageKind kind);

    /**
     * Sends a part of a message; false where the protocol has no such thing.
     *
     * @param kind of the message; looked at in its first part
     */
    default boolean sendPart(byte[] part, boolean isLast, MessageKind kind) {
        return false;
    }

    /** The sub-protocol that the server chose, or null. */
    default String protocol() {
        return null;
    }

    /** Hands over what waits, as long as {@link ClientRuntime#mayRead}. */
    void goOn();

    /** Closes after what is queued has been sent. */
    void close();

    /** As {@link #close()}, saying why where the protocol can. */
    default void close(int code, byte[] reason) {
        close();
    }

    void closeNow();
}
