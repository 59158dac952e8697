package dev.socketley.engine.server;

import dev.socketley.engine.net.LoopRing;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Counters;
import dev.socketley.engine.stats.Metric;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The links of one server that live on one loop, and the two rings between that loop and the
 * server's home. The home's own worker has no rings.
 *
 * <p><b>Thread:</b> its loop, but what is under "from home" belongs to the home loop. <b>Owns:</b>
 * the sweep timer. <b>Bounds:</b> {@code idle-timeout}, {@code worker-high-bytes},
 * {@code worker-bytes-max}.
 */
final class Worker {
    private static final long SWEEP_MS_MAX = 1000;
    private static final long SWEEP_MS_MIN = 50;
    /** To a client at home: its connection is gone. */
    private static final Object CLOSED = new Object();

    /** To a client at home: a message whose kind its peer has told. */
    private record Marked(byte[] message, MessageKind kind) implements LoopRing.Weighted {
        @Override
        public int bytes() {
            return message.length;
        }
    }

    /** To a client at home: this many bytes of what it was sent are on their way to the peer. */
    private record Written(long bytes) {}

    private final ServerRuntime server;
    private final Workers all;
    private final EventLoop loop;
    private final Counters counters;
    private final LoopRing toHome;
    private final LoopRing toLoop;
    private final Set<Link> links = new LinkedHashSet<>();
    private ScheduledFuture<?> sweeper;

    Worker(ServerRuntime server, Workers all, EventLoop loop) {
        this.server = server;
        this.all = all;
        this.loop = loop;
        if (loop == server.loop()) {
            counters = server.counters();
            toHome = null;
            toLoop = null;
        } else {
            long high = server.option(ServerOptions.WORKER_HIGH_BYTES);
            toHome = new LoopRing(loop, server.loop(), high / 4, high, this::takeAtHome,
                this::steerAll);
            toLoop = new LoopRing(server.loop(), loop, high / 4, high, this::takeAtLoop,
                all::steer);
            counters = new Counters();
            counters.measure(Metric.WORKER_WAKES, () -> toHome.wakes() + toLoop.wakes());
            counters.measure(Metric.WORKER_BYTES, () -> toHome.depth() + toLoop.depth());
            server.counters().include(counters);
        }
    }

    boolean isHome() {
        return toHome == null;
    }

    EventLoop loop() {
        return loop;
    }

    /** Figures counted on this loop. */
    Counters counters() {
        return counters;
    }

    // ---- from home ----------------------------------------------------------------------------

    /** Does something with a link on this loop, behind what was sent before. */
    void tell(Link link, Consumer<Link> work) {
        if (isHome()) {
            work.accept(link);
        } else {
            put(link, work);
        }
    }

    /** Does something on this loop, behind what was sent before. */
    void run(Runnable work) {
        if (isHome()) {
            work.run();
        } else {
            put(this, work);
        }
    }

    /** Sends a message to a link of another loop; false when it is dropped. */
    boolean send(Link link, Outgoing message) {
        if (isFull()) {
            return false;
        }
        put(link, message.isSingle() ? message : message.alone());
        return true;
    }

    /**
     * One message for many links of another loop: one entry, encoded once there.
     *
     * @param kind   as for {@link Outgoing#single}
     * @param to     those links, or null for all that are admitted
     * @param except a link that does not get it, or null
     */
    record Fanout(byte[] message, MessageKind kind, List<Link> to, Link except)
            implements LoopRing.Weighted {
        @Override
        public int bytes() {
            return message.length;
        }
    }

    void send(Fanout fanout) {
        if (!isFull()) {
            put(this, fanout);
        }
    }

    /** Counts the message that is dropped for it. */
    private boolean isFull() {
        if (toLoop.queuedBytes() <= server.option(ServerOptions.WORKER_BYTES_MAX)) {
            return false;
        }
        server.counters().increment(Metric.DROPPED_MESSAGES);
        return true;
    }

    private void put(Object target, Object payload) {
        toLoop.put(target, payload);
        if (toLoop.isOver()) {
            all.steer();
        }
    }

    /** Whether what was sent to this loop is over the watermark. */
    boolean isBehind() {
        return toLoop != null && toLoop.isOver();
    }

    /** Takes nothing from this loop, or goes on. */
    void hold(boolean held) {
        if (isHome()) {
            steerAll();
        } else if (held) {
            toHome.hold();
        } else {
            toHome.go();
        }
    }

    private void takeAtHome(Object target, Object payload) {
        switch (payload) {
            case Runnable work -> work.run();
            case Written written -> ((StreamClient) target).written(written.bytes());
            case Object closed when closed == CLOSED -> ((StreamClient) target).closed();
            default -> ((StreamClient) target).receive(payload);
        }
    }

    /** Does something at home, behind all that this loop has handed over so far. */
    void whenTaken(Runnable atHome) {
        if (isHome()) {
            atHome.run();
        } else {
            run(() -> toHome.put(this, atHome));
        }
    }

    // ---- on the loop --------------------------------------------------------------------------

    /** Hands a message over to a client at home. */
    void message(StreamClient client, byte[] message, MessageKind kind) {
        if (isHome()) {
            server.messages().accept(client, message, kind);
        } else {
            toHome.put(client, kind == null ? message : new Marked(message, kind));
        }
    }

    /** Gives a client at home what {@link #message} and {@link #tellHome} put. */
    @SuppressWarnings("unchecked")
    static void handle(StreamClient client, Object payload) {
        switch (payload) {
            case byte[] message -> handle(client, message, null);
            case Marked m -> handle(client, m.message(), m.kind());
            default -> ((Consumer<StreamClient>) payload).accept(client);
        }
    }

    /** What had been read of a client before it was disconnected counts no more. */
    private static void handle(StreamClient client, byte[] message, MessageKind kind) {
        if (!client.isLeaving()) {
            client.server.messages().accept(client, message, kind);
        }
    }

    /** Does something with a client at home, behind its messages before. */
    void tellHome(StreamClient client, Consumer<StreamClient> work) {
        if (isHome()) {
            work.accept(client);
        } else {
            toHome.put(client, work);
        }
    }

    /** Whether its links may be read: what it hands over is taken. */
    boolean mayRead() {
        return isHome() ? !all.isBehind() : !toHome.isOver();
    }

    private void steerAll() {
        links.forEach(Link::steer);
    }

    @SuppressWarnings("unchecked")
    private void takeAtLoop(Object target, Object payload) {
        switch (payload) {
            case Outgoing message -> write((Link) target, message);
            case Fanout fanout -> write(fanout);
            case Runnable work -> work.run();
            default -> ((Consumer<Link>) payload).accept((Link) target);
        }
    }

    private static void write(Link link, Outgoing message) {
        link.write(message);
        link.passed(message.bytes());
    }

    /** Says home what a peer has been given, so that its hooks may send it more. */
    void written(StreamClient client, long bytes) {
        toHome.put(client, new Written(bytes));
    }

    private void write(Fanout fanout) {
        try (Outgoing outgoing = Outgoing.shared(fanout.message(), fanout.kind())) {
            for (Link link : fanout.to() == null ? links : fanout.to()) {
                if (link != fanout.except() && link.isAdmitted()) {
                    link.write(outgoing);
                }
            }
        }
    }

    void add(Link link) {
        links.add(link);
    }

    /** Tells home at once, ahead of messages that wait there. */
    void abandon(StreamClient client) {
        if (isHome()) {
            client.abandoned();
        } else {
            toHome.put(client, (Runnable) client::abandoned);
        }
    }

    /** The link's connection is gone. */
    void closed(Link link, StreamClient client) {
        links.remove(link);
        if (isHome()) {
            client.closed();
        } else {
            toHome.put(client, CLOSED);
        }
    }

    /** The server's live options changed. */
    void changed() {
        stopSweeps();
        long dueMs = server.settings().sweepNanos() / 1_000_000;
        if (dueMs > 0 && !server.isQuiet()) {
            long every = Math.clamp(dueMs / 4, SWEEP_MS_MIN, SWEEP_MS_MAX);
            sweeper = loop.scheduleAtFixedRate(this::sweep, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void stopSweeps() {
        if (sweeper != null) {
            sweeper.cancel(false);
            sweeper = null;
        }
    }

    /** One pass over all connections is cheaper than a timer for each. */
    private void sweep() {
        long now = System.nanoTime();
        for (Link link : List.copyOf(links)) {
            link.sweep(now);
        }
    }

    /** Reads no more: the server stops. */
    void quiesce() {
        stopSweeps();
        steerAll();
    }

    /** Closes all of them, after queued output or at once. */
    void closeAll(boolean drain) {
        for (Link link : List.copyOf(links)) {
            link.close(drain);
        }
    }
}
