package dev.socketley.engine.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The links of one server that live on one loop. <b>Thread:</b> that loop. <b>Owns:</b> the sweep
 * timer. <b>Bounds:</b> {@code idle-timeout}.
 */
final class Worker {
    private static final long SWEEP_MS_MAX = 1000;
    private static final long SWEEP_MS_MIN = 50;

    private final ServerRuntime server;
    private final Set<Link> links = new LinkedHashSet<>();
    private ScheduledFuture<?> sweeper;

    Worker(ServerRuntime server) {
        this.server = server;
    }

    void add(Link link) {
        links.add(link);
    }

    void remove(Link link) {
        links.remove(link);
    }

    /** The server's live options changed. */
    void changed() {
        stopSweeps();
        long idleMs = server.settings().idleNanos() / 1_000_000;
        if (idleMs > 0 && !server.isQuiet()) {
            long every = Math.clamp(idleMs / 4, SWEEP_MS_MIN, SWEEP_MS_MAX);
            sweeper = server.loop().scheduleAtFixedRate(this::sweep, every, every,
                TimeUnit.MILLISECONDS);
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
        long idle = server.settings().idleNanos();
        for (Link link : List.copyOf(links)) {
            if (link.isOpen() && !link.isHeld()
                    && now - link.connection().lastReadNanos() > idle) {
                link.disconnect();
            }
        }
    }

    /** Reads no more: the server stops. */
    void quiesce() {
        stopSweeps();
        links.forEach(Link::steer);
    }

    /** Closes all of them, after queued output or at once. */
    void closeAll(boolean drain) {
        for (Link link : List.copyOf(links)) {
            link.close(drain);
        }
    }
}
