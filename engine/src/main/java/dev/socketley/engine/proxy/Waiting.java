package dev.socketley.engine.proxy;

import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import io.netty.buffer.ByteBuf;

/** Handles a backend's connection until it is joined to a client: what comes early waits. */
final class Waiting implements ConnectionHandler {
    @Override
    public void onReadable(Connection connection, ByteBuf input) {
        connection.pause();
    }

    @Override
    public void onClose(Connection connection) {}
}
