package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.stats.Metric;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client behind a connection, as hooks and scripts see it. What the connection needs is in its
 * {@link Link}.
 *
 * <pre>
 * accepted ─on_auth─► admitted ─on_connect─► messages … ─► gone ─on_disconnect─► finished
 *     └───── refused ─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Thread:</b> the server's loop.
 */
final class StreamClient extends Client {
    private final Link link;
    private final String ip;
    private Map<String, String> webSocketHeaders;
    private boolean admitted;
    private boolean gone;
    private boolean finished;

    StreamClient(ServerRuntime server, Link link, long id, String ip) {
        super(server, id);
        this.link = link;
        this.ip = ip;
    }

    // ---- opening ----------------------------------------------------------------------------

    void open() {
        server.table().add(this);
        if (!server.has(Hook.ON_AUTH)) {
            admit();
            return;
        }
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
        atLink(refused -> refused.connection().closeNow());
    }

    @Override
    void settled() {
        if (gone) {
            finish();
        } else {
            atLink(Link::steer);
        }
    }

    // ---- to the connection ------------------------------------------------------------------

    /** Does something on the connection's loop, behind the messages sent before. */
    void atLink(Consumer<Link> work) {
        work.accept(link);
    }

    @Override
    boolean write(Outgoing message) {
        return link.write(message);
    }

    @Override
    void disconnect() {
        atLink(Link::disconnect);
    }

    // ---- closing ----------------------------------------------------------------------------

    /** The connection is gone. */
    void closed() {
        gone = true;
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

    @Override
    boolean isOpen() {
        return !gone && link.isOpen();
    }

    @Override
    boolean isAdmitted() {
        return admitted;
    }

    @Override
    String ip() {
        return ip;
    }

    void webSocketHeaders(Map<String, String> headers) {
        webSocketHeaders = headers;
    }

    @Override
    Map<String, String> webSocketHeaders() {
        return webSocketHeaders;
    }
}
