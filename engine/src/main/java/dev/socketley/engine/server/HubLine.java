package dev.socketley.engine.server;

import dev.socketley.engine.BackOff;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.Target;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.line.LineDecoder;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server's connection to another server: lines both ways. Its hooks run one at a time and in
 * order; while one runs it is not read. What is sent while it is down is lost, and says so.
 *
 * <pre>
 * connecting ─ok─► connected ─on_upstream_connect─► lines … ─lost─► on_upstream_disconnect
 *      ▲  └─ refused ─┐                                                     │
 *      └─ back-off ◄──┴─────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Thread:</b> the server's loop. <b>Bounds:</b> {@code message-bytes-max} in, the
 * {@code write-*} options out.
 */
final class HubLine implements ConnectionHandler {
    private static final long RETRY_MS_MIN = 1000;

    private final ServerRuntime server;
    private final int number;
    private final Target target;
    private final BackOff backOff = new BackOff();
    private volatile Connection connection;
    private LineDecoder decoder;
    private ScheduledFuture<?> retry;
    private volatile boolean connected;
    private boolean hookRuns;
    private boolean quiet;

    HubLine(ServerRuntime server, int number, Target target) {
        this.server = server;
        this.number = number;
        this.target = target;
    }

    int number() {
        return number;
    }

    boolean isConnected() {
        return connected && connection.isOpen();
    }

    // ---- connecting -------------------------------------------------------------------------

    void connect() {
        retry = null;
        HostPort at = target.locate(server.engine().registry());
        if (at == null) {
            failed("runtime '" + target + "' is not running");
            return;
        }
        decoder = new LineDecoder(server.settings().messageBytesMax());
        Network network = server.engine().network();
        network.resolve(at.host(), at.port())
            .thenCompose(address -> network.connect(server.loop(), address,
                server.option(ServerOptions.UPSTREAM_TIMEOUT),
                CommonOptions.stream(server.options()), this))
            .whenCompleteAsync((made, cause) -> {
                if (cause != null) {
                    failed(EngineException.of(cause).getMessage());
                } else {
                    opened(made);
                }
            }, server.loop());
    }

    private void opened(Connection made) {
        if (quiet || !made.isOpen()) {
            made.closeNow();
            connectLater();
            return;
        }
        connection = made;
        connected = true;
        Log.info("upstream_connected", "runtime", server.name(), "number", number, "target",
            target);
        run(Hook.ON_UPSTREAM_CONNECT, (long) number);
    }

    private void failed(String cause) {
        if (!quiet) {
            Log.warn("upstream_failed", "runtime", server.name(), "number", number, "cause",
                cause);
            connectLater();
        }
    }

    private void connectLater() {
        if (!quiet) {
            long most = server.option(ServerOptions.UPSTREAM_RETRY_MS_MAX).toMillis();
            retry = server.loop().schedule(this::connect, backOff.next(RETRY_MS_MIN, most),
                TimeUnit.MILLISECONDS);
        }
    }

    /** Calls a hook; what came or ended meanwhile is seen to behind it. */
    private void run(Hook hook, Object... args) {
        hookRuns = true;
        server.fire(hook, (first, second, error) -> {
            hookRuns = false;
            if (!connected) {
                return;
            }
            if (connection.isOpen()) {
                steer();
            } else if (connection == gone) {
                lost();
            }
        }, args);
    }

    // ---- input ------------------------------------------------------------------------------

    private boolean mayRead() {
        return connected && !hookRuns && !quiet;
    }

    private void steer() {
        if (mayRead()) {
            connection.resume();
        } else {
            connection.pause();
        }
    }

    @Override
    public void onReadable(Connection c, ByteBuf input) {
        try {
            decoder.lineBytesMax(server.settings().messageBytesMax());
            while (mayRead() && handled(decoder.next(input))) {
                // each turn takes one line
            }
        } catch (ProtocolException e) {
            server.counters().increment(Metric.LOST_CONNECTIONS);
            Log.warn("upstream_lost", "runtime", server.name(), "number", number, "cause",
                e.getMessage());
            c.closeNow();
            return;
        }
        if (!mayRead()) {
            c.pause();
        }
    }

    private boolean handled(byte[] line) {
        if (line == null) {
            return false;
        }
        backOff.reset();
        server.counters().increment(Metric.TOTAL_MESSAGES);
        if (server.has(Hook.ON_UPSTREAM)) {
            run(Hook.ON_UPSTREAM, (long) number, line);
        }
        return true;
    }

    // ---- output -----------------------------------------------------------------------------

    boolean send(byte[] message) {
        if (!isConnected()) {
            return false;
        }
        Outgoing line = Outgoing.single(message, null);
        ByteBuf out = connection.reserve(line.lineBytes());
        if (out == null) {
            return false;
        }
        line.line(out);
        connection.written(line.lineBytes());
        server.counters().increment(Metric.SENT_MESSAGES);
        server.counters().add(Metric.BYTES_OUT, line.lineBytes());
        return true;
    }

    // ---- end --------------------------------------------------------------------------------

    private Connection gone;

    @Override
    public void onClose(Connection c) {
        if (!connected || c != connection) {
            return;
        }
        server.counters().add(Metric.BYTES_IN, c.bytesIn());
        gone = c;
        if (!hookRuns) {
            lost();
        }
    }

    private void lost() {
        connected = false;
        if (!quiet) {
            Log.info("upstream_disconnected", "runtime", server.name(), "number", number);
            server.fire(Hook.ON_UPSTREAM_DISCONNECT, (first, second, error) -> connectLater(),
                (long) number);
        }
    }

    void quiesce() {
        quiet = true;
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (connected) {
            connection.pause();
        }
    }

    void close() {
        quiesce();
        if (connected) {
            connection.close();
        }
    }
}
