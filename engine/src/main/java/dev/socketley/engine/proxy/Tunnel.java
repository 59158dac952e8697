package dev.socketley.engine.proxy;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Passes bytes between a client and a backend until both have ended. The end of one side is
 * passed on while the other still sends. Without hooks the bytes received are the bytes sent.
 *
 * <p><b>Thread:</b> the proxy's home loop. <b>Owns:</b> the backend's connection. <b>Bounds:</b> a
 * side is not read while what it sent waits over the high watermark of the other.
 */
final class Tunnel {
    private final Session session;
    private final Connection client;
    private final Connection backend;
    private final Taken backendTaken;
    private final Pipe up;
    private final Pipe down;
    private boolean closed;

    Tunnel(Session session, Connection backend) {
        this.session = session;
        this.client = session.client;
        this.backend = backend;
        backendTaken = new Taken(backend);
        up = new Pipe(client, backend, Hook.ON_PROXY_REQUEST);
        down = new Pipe(backend, client, Hook.ON_PROXY_RESPONSE);
    }

    void begin() {
        client.handler(up);
        backend.handler(down);
        goOn();
    }

    /** The client had ended its side before there was a backend to tell. */
    void clientHadEnded() {
        up.onEnd(client);
    }

    void goOn() {
        up.goOn();
        down.goOn();
    }

    /** Ends what has been silent for too long, or has a side that takes nothing. */
    void check(long nowNanos) {
        long idle = session.proxy.option(CommonOptions.IDLE_TIMEOUT).toNanos();
        long lastRead = Math.max(client.lastReadNanos(), backend.lastReadNanos());
        if (session.isStuck(nowNanos) || session.isStuck(backendTaken, nowNanos)) {
            session.lose();
        } else if (idle > 0 && nowNanos - lastRead > idle) {
            client.closeNow();
        }
    }

    /** Sends what is queued to both sides, then closes them. */
    void close() {
        client.close();
        backend.close();
    }

    void clientGone() {
        if (!closed) {
            closed = true;
            backend.close();
        }
    }

    private void backendGone() {
        client.close();
        session.lastWords();
    }

    /** One direction. It is the handler of the connection it reads. */
    private final class Pipe implements ConnectionHandler {
        private final Connection from;
        private final Connection to;
        private final Hook hook;
        private boolean ended;

        Pipe(Connection from, Connection to, Hook hook) {
            this.from = from;
            this.to = to;
            this.hook = hook;
        }

        private Pipe opposite() {
            return this == up ? down : up;
        }

        void goOn() {
            if (to.isWritable() && !session.isHookRunning()) {
                from.resume();
            }
        }

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            boolean hooked = session.proxy.has(hook);
            if (session.isHookRunning() || hooked && session.proxy.isStopping()) {
                from.pause();
                return;
            }
            if (this == up) {
                session.proxy.counters().increment(Metric.TOTAL_MESSAGES);
                session.proxy.counters().add(Metric.BYTES_IN, input.readableBytes());
            }
            if (hooked) {
                byte[] chunk = new byte[input.readableBytes()];
                input.readBytes(chunk);
                session.fire(hook, (result, x, error) -> pass(chunk, result, error != null),
                    session.id(), chunk);
                if (session.isHookRunning()) {
                    from.pause();
                }
            } else {
                send(from.takeUnread());
            }
        }

        /** nil drops the chunk, a string replaces it; anything else, or an error, passes it. */
        private void pass(byte[] chunk, Object result, boolean failed) {
            byte[] other = Values.bytes(result);
            if (failed || other == null && result != null) {
                send(Unpooled.wrappedBuffer(chunk));
            } else if (other != null && other.length > 0) {
                send(Unpooled.wrappedBuffer(other));
            }
        }

        private void send(ByteBuf bytes) {
            if (this == down) {
                session.proxy.counters().add(Metric.BYTES_OUT, bytes.readableBytes());
                session.proxy.counters().increment(Metric.SENT_MESSAGES);
            }
            to.write(bytes);
            if (!to.isWritable()) {
                from.pause();
            }
        }

        @Override
        public void onEnd(Connection connection) {
            ended = true;
            if (opposite().ended) {
                close();
            } else {
                to.endOutput();
            }
        }

        /** What was queued for the connection that this pipe reads has been taken. */
        @Override
        public void onDrain(Connection connection) {
            opposite().goOn();
        }

        @Override
        public void onClose(Connection connection) {
            if (connection == client) {
                session.ended();
            } else {
                backendGone();
            }
        }
    }
}
