package dev.socketley.engine.proxy;

import dev.socketley.engine.net.Connection;

/** Since when a connection has taken nothing of what waits for it. <b>Thread:</b> its loop. */
final class Taken {
    private final Connection connection;
    private long bytes;
    private long atNanos;

    Taken(Connection connection) {
        this.connection = connection;
    }

    /** Looks at it, as is to be done now and then; true when that is longer than {@code nanos}. */
    boolean isOver(long nanos, long nowNanos) {
        long now = connection.bytesOut() - connection.queuedBytes();
        if (connection.isWritable() || now != bytes) {
            bytes = now;
            atNanos = nowNanos;
        }
        return nowNanos - atNanos > nanos;
    }
}
