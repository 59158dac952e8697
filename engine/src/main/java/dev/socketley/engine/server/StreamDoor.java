package dev.socketley.engine.server;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.StreamSettings;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * TCP clients of one server. <b>Thread:</b> the server's loop. <b>Owns:</b> the listener and the
 * worker. <b>Bounds:</b> {@code max-connections}.
 */
final class StreamDoor implements Door {
    private final ServerRuntime server;
    private final Worker worker;
    private final ConnectionHandler arrivals = new Arrivals();
    private Listener listener;
    private CompletionStage<Void> unbound = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> emptied;
    private int open;

    StreamDoor(ServerRuntime server) {
        this.server = server;
        this.worker = new Worker(server);
    }

    @Override
    public CompletionStage<Integer> open(Network network, String bind, int port) {
        StreamSettings settings = CommonOptions.stream(server.options());
        return network.resolve(bind, port)
            .thenCompose(at -> network.listen(server.loop(), at, settings, () -> arrivals))
            .thenApply(bound -> {
                listener = bound;
                return bound.port();
            });
    }

    @Override
    public void serve() {
        listener.accept();
        changed();
    }

    @Override
    public void changed() {
        worker.changed();
    }

    @Override
    public void quiesce() {
        if (listener != null) {
            unbound = listener.close();
            listener = null;
        }
        worker.quiesce();
    }

    @Override
    public CompletionStage<Void> close(Duration drain) {
        quiesce();
        emptied = new CompletableFuture<>();
        worker.closeAll(!drain.isZero());
        if (open == 0) {
            emptied.complete(null);
        } else if (!drain.isZero()) {
            ScheduledFuture<?> deadline = server.loop().schedule(() -> worker.closeAll(false),
                drain.toNanos(), TimeUnit.NANOSECONDS);
            emptied.thenRun(() -> deadline.cancel(false));
        }
        return emptied.thenCombine(unbound, (x, y) -> null);
    }

    @Override
    public void left(Client client) {
        open--;
        server.counters().set(Metric.CONNECTIONS, open);
        if (emptied != null && open == 0) {
            emptied.complete(null);
        }
    }

    private boolean mayEnter(Connection connection) {
        long max = server.settings().connectionsMax();
        return !server.isQuiet() && (max == 0 || open < max)
            && !server.master().isLocked(connection.peerIp());
    }

    /** Handles a connection until it is a client, or for good when it is refused. */
    private final class Arrivals implements ConnectionHandler {
        @Override
        public void onOpen(Connection connection) {
            if (!mayEnter(connection)) {
                server.counters().increment(Metric.REFUSED_CONNECTIONS);
                connection.closeNow();
                return;
            }
            open++;
            server.counters().set(Metric.CONNECTIONS, open);
            server.counters().increment(Metric.TOTAL_CONNECTIONS);
            new Link(server, worker, connection).open();
        }

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            input.skipBytes(input.readableBytes());
        }

        @Override
        public void onClose(Connection connection) {}
    }
}
