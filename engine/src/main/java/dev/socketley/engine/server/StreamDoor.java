package dev.socketley.engine.server;

import dev.socketley.engine.Listening;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.PortUse;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * TCP clients of one server. <b>Thread:</b> the server's loop. <b>Owns:</b> the listeners and the
 * workers. <b>Bounds:</b> {@code max-connections}, {@code workers}.
 */
final class StreamDoor implements Door {
    private final ServerRuntime server;
    private Workers workers;
    private List<Listener> listeners = List.of();
    private CompletionStage<Void> unbound = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> emptied;
    private int open;

    StreamDoor(ServerRuntime server) {
        this.server = server;
    }

    @Override
    public CompletionStage<Integer> open(Network network, String bind, int port) {
        boolean copied = server.option(ServerOptions.SCRIPT).equals("per-worker");
        int wanted = copied ? 1 : server.option(ServerOptions.WORKERS).intValue();
        List<EventLoop> loops = network.loops().workers(server.loop(), wanted);
        workers = new Workers(server, loops);
        PortUse use = copied ? PortUse.WITH_COPIES : PortUse.OWN;
        return Listening.open(server, loops, port, use, this::arrivals).thenApplyAsync(bound -> {
            listeners = bound;
            return bound.getFirst().port();
        }, server.loop());
    }

    private ConnectionHandler arrivals(EventLoop loop) {
        return new Arrivals(workers.of(loop));
    }

    @Override
    public void serve() {
        listeners.forEach(Listener::accept);
        changed();
    }

    @Override
    public void changed() {
        workers.each(Worker::changed);
    }

    @Override
    public void quiesce() {
        for (Listener listener : listeners) {
            unbound = unbound.thenCombine(listener.close(), (x, y) -> null);
        }
        listeners = List.of();
        workers.each(Worker::quiesce);
    }

    @Override
    public CompletionStage<Void> taken() {
        return workers.taken();
    }

    @Override
    public CompletionStage<Void> close(Duration drain) {
        quiesce();
        emptied = new CompletableFuture<>();
        workers.each(worker -> worker.closeAll(!drain.isZero()));
        if (open == 0) {
            emptied.complete(null);
        } else if (!drain.isZero()) {
            ScheduledFuture<?> deadline = server.loop().schedule(
                () -> workers.each(worker -> worker.closeAll(false)), drain.toNanos(),
                TimeUnit.NANOSECONDS);
            emptied.thenRun(() -> deadline.cancel(false));
        }
        return emptied.thenCombine(unbound, (x, y) -> null)
            .thenRunAsync(workers::end, server.loop());
    }

    @Override
    public void sendFar(byte[] message, MessageKind kind, Client except) {
        workers.send(message, kind, except instanceof StreamClient stream ? stream : null);
    }

    @Override
    public boolean mayEnter(Client client) {
        long max = server.settings().connectionsMax();
        return (max == 0 || open < max)
            && !server.master().isLocked(client);
    }

    @Override
    public void entered(Client client) {
        open++;
        server.counters().set(Metric.CONNECTIONS, open);
        server.counters().increment(Metric.TOTAL_CONNECTIONS);
    }

    @Override
    public void left(Client client) {
        open--;
        server.counters().set(Metric.CONNECTIONS, open);
        if (emptied != null && open == 0) {
            emptied.complete(null);
        }
    }

    /** Handles a connection until it has a link. <b>Thread:</b> the worker's loop. */
    private final class Arrivals implements ConnectionHandler {
        private final Worker worker;

        Arrivals(Worker worker) {
            this.worker = worker;
        }

        @Override
        public void onOpen(Connection connection) {
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
