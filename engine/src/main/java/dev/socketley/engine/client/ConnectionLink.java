package dev.socketley.engine.client;

import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;

/** What links over a stream have in common. <b>Thread:</b> the client's home loop. */
abstract class ConnectionLink implements Link, ConnectionHandler {
    final ClientRuntime client;
    /** Null until it is connected. */
    Connection connection;

    ConnectionLink(ClientRuntime client) {
        this.client = client;
    }

    @Override
    public final long id() {
        return connection.id();
    }

    @Override
    public final boolean isOpen() {
        return connection != null && connection.isOpen();
    }

    @Override
    public long queuedBytes() {
        return connection.queuedBytes();
    }

    @Override
    public final long lastReadNanos() {
        return connection.lastReadNanos();
    }

    @Override
    public final void goOn() {
        if (client.mayRead()) {
            connection.resume();
        }
    }

    @Override
    public final void closeNow() {
        connection.closeNow();
    }

    @Override
    public final void onDrain(Connection from) {
        client.drained();
    }
}
