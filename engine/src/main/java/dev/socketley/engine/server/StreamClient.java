package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * A client behind a connection.
 *
 * <pre>
 * accepted ─on_auth─► admitted ─on_connect─► messages … ─► gone ─on_disconnect─► finished
 *     └───── refused ─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>It is read only while no hook of it runs, its own output is under the high watermark and the
 * server is not stopping.
 */
final class StreamClient extends Client implements ConnectionHandler {
    private final Connection connection;
    private Protocol protocol = new UndetectedProtocol(this);
    private Map<String, String> webSocketHeaders;
    private long countedIn;
    private boolean admitted;
    private boolean ending;
    private boolean gone;
    private boolean finished;

    StreamClient(ServerRuntime server, Connection connection) {
        super(server, connection.id());
        this.connection = connection;
    }

    // ---- opening ----------------------------------------------------------------------------

    /** The first thing to happen to an accepted connection that was let in. */
    void open() {
        connection.handler(this);
        if (!server.has(Hook.ON_AUTH)) {
            admit();
        } else {
            hold();
            server.fire(Hook.ON_AUTH, (result, second, error) -> {
                if (error == null && Boolean.TRUE.equals(result)) {
                    admit();
                } else {
                    refuse();
                }
                release();
            }, id);
        }
        steer();
    }

    private void admit() {
        if (gone) {
            return;
        }
        admitted = true;
        if (server.has(Hook.ON_CONNECT)) {
            hold();
            server.fire(Hook.ON_CONNECT, (first, second, error) -> release(), id);
        }
    }

    private void refuse() {
        server.counters().increment(Metric.REFUSED_CONNECTIONS);
        connection.closeNow();
    }

    // ---- input ------------------------------------------------------------------------------

    @Override
    public void onReadable(Connection c, ByteBuf input) {
        server.counters().add(Metric.BYTES_IN, connection.bytesIn() - countedIn);
        countedIn = connection.bytesIn();
        while (input.isReadable() && mayRead() && protocol.read(input)) {
            // each turn takes one message
        }
        steer();
    }

    @Override
    public void onEnd(Connection c) {
        ending = true;
        ByteBuf rest = connection.takeUnread();
        try {
            protocol.end(rest);
        } finally {
            rest.release();
        }
        steer();
    }

    @Override
    public void onDrain(Connection c) {
        steer();
    }

    private boolean mayRead() {
        return !isHeld() && connection.isOpen() && connection.isWritable() && !server.isQuiet();
    }

    /** Reads or not, or ends, as its state now asks for. */
    void steer() {
        if (gone || !connection.isOpen()) {
            return;
        }
        if (ending && !isHeld()) {
            protocol.leave();
            connection.close();
        } else if (mayRead()) {
            connection.resume();
        } else {
            connection.pause();
        }
    }

    /** Offers unread input once more: it is understood differently now. */
    void readAgain() {
        connection.pause();
        steer();
    }

    @Override
    void settled() {
        if (gone) {
            finish();
        } else {
            steer();
        }
    }

    // ---- output -----------------------------------------------------------------------------

    @Override
    boolean write(Outgoing message) {
        if (!isOpen() || !protocol.write(message)) {
            return false;
        }
        server.counters().increment(Metric.SENT_MESSAGES);
        return true;
    }

    /** Queues encoded bytes, whose ownership passes on. */
    void send(ByteBuf bytes) {
        server.counters().add(Metric.BYTES_OUT, bytes.readableBytes());
        connection.write(bytes);
    }

    /** As {@link Connection#reserve}. */
    ByteBuf reserve(int bytesMax) {
        return connection.reserve(bytesMax);
    }

    void written(int bytes) {
        server.counters().add(Metric.BYTES_OUT, bytes);
        connection.written(bytes);
    }

    // ---- closing ----------------------------------------------------------------------------

    @Override
    void disconnect() {
        if (connection.isOpen()) {
            protocol.leave();
            end();
        }
    }

    /**
     * Ends it after a last word of its protocol has been queued. What the peer is still sending is
     * dropped for a while first: to close over it would reset the stream and lose that word.
     */
    void end() {
        if (connection.isOpen()) {
            connection.closeGently();
        }
    }

    /** After queued output, or at once when the time to drain is over. */
    void close(boolean drain) {
        if (gone) {
            return;
        }
        if (drain && connection.isOpen()) {
            protocol.leave();
            connection.close();
        } else if (!drain) {
            connection.closeNow();
        }
    }

    /** Cuts the peer off for breaking a bound: one metric, one log event, nothing to the peer. */
    void lose(String cause) {
        if (connection.isOpen()) {
            lost(cause);
            connection.closeNow();
        }
    }

    void lost(String cause) {
        server.counters().increment(Metric.LOST_CONNECTIONS);
        Log.warn("connection_lost", "id", id, "runtime", server.name(), "cause", cause);
    }

    @Override
    public void onClose(Connection c) {
        gone = true;
        protocol.closed();
        if (connection.isOverflowed()) {
            lost("queued output exceeds write-bytes-max");
        }
        server.left(this);
        if (!isHeld()) {
            finish();
        }
    }

    /** {@code on_disconnect}, once, and then the client is forgotten. */
    private void finish() {
        if (route() != null) {
            server.routes().unroute(this);
            if (isHeld()) {
                return;
            }
        }
        if (finished) {
            return;
        }
        finished = true;
        if (admitted && !server.isQuiet() && server.has(Hook.ON_DISCONNECT)) {
            hold();
            server.fire(Hook.ON_DISCONNECT, (first, second, error) -> server.forget(this), id);
        } else {
            server.forget(this);
        }
    }

    @Override
    void abandon() {
        finished = true;
    }

    // ---- what it is -------------------------------------------------------------------------

    Connection connection() {
        return connection;
    }

    Protocol protocol() {
        return protocol;
    }

    void protocol(Protocol next) {
        protocol = next;
    }

    @Override
    boolean isOpen() {
        return !gone && connection.isOpen();
    }

    @Override
    boolean isAdmitted() {
        return admitted;
    }

    @Override
    String ip() {
        return connection.peerIp();
    }

    void webSocketHeaders(Map<String, String> headers) {
        webSocketHeaders = headers;
    }

    @Override
    Map<String, String> webSocketHeaders() {
        return webSocketHeaders;
    }
}
