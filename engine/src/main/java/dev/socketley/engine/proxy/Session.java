package dev.socketley.engine.proxy;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.stats.Metric;
import java.time.Duration;

/**
 * One client of a proxy. Its hooks run one at a time: while one waits, neither side is read.
 * <b>Thread:</b> the proxy's home loop. <b>Owns:</b> the client's connection and, while it is
 * joined to one, the backend's.
 */
abstract class Session implements ConnectionHandler {
    /** How long a client may take nothing of the last bytes meant for it. */
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();
    /** How long a client that has got everything may take to close. */
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    final ProxyRuntime proxy;
    Connection client;
    private Taken clientTaken;
    private Tunnel tunnel;
    private boolean announced;
    private boolean hookRunning;
    private boolean closed;
    private boolean parting;
    private long partingNanos;
    private long partingBytes;

    Session(ProxyRuntime proxy) {
        this.proxy = proxy;
    }

    final long id() {
        return client.id();
    }

    final boolean isClosed() {
        return closed;
    }

    final boolean isHookRunning() {
        return hookRunning;
    }

    /** A hook ended or space became free: whatever was paused may go on. */
    abstract void goOn();

    /** The client is gone. */
    abstract void abandoned();

    /** Time has passed; closes what took too long. */
    abstract void check(long nowNanos);

    /** Ends when what is under way is done, and begins nothing more. */
    abstract void drain();

    final Tunnel tunnel() {
        return tunnel;
    }

    /** Joins both sides for good; what either left unread is passed on first. */
    final Tunnel join(Connection backend) {
        tunnel = new Tunnel(this, backend);
        tunnel.begin();
        return tunnel;
    }

    /** Nothing follows what is queued; a client that does not take it is cut off in time. */
    final void lastWords() {
        if (!parting && !closed) {
            parting = true;
            partingNanos = System.nanoTime();
            partingBytes = client.queuedBytes();
        }
    }

    /** Cuts off a client that has taken nothing for a while; true when it is about to leave. */
    final boolean checkParting(long nowNanos) {
        if (!parting) {
            return false;
        }
        long queued = client.queuedBytes();
        if (queued < partingBytes) {
            partingBytes = queued;
            partingNanos = nowNanos;
        } else if (nowNanos - partingNanos > (queued > 0 ? STUCK_NANOS : LINGER_NANOS)) {
            if (queued > 0) {
                proxy.counters().increment(Metric.LOST_CONNECTIONS);
            }
            client.closeNow();
        }
        return true;
    }

    /** Whether the client has long taken nothing of what waits for it. */
    final boolean isStuck(long nowNanos) {
        if (clientTaken == null) {
            clientTaken = new Taken(client);
        }
        return isStuck(clientTaken, nowNanos);
    }

    final boolean isStuck(Taken taken, long nowNanos) {
        long most = proxy.option(HttpLimitOptions.SEND_TIMEOUT).toNanos();
        return taken.isOver(most, nowNanos) && most > 0;
    }

    /** Cuts the client off for what it or its backend does not do. */
    final void lose() {
        if (client.isOpen()) {
            proxy.counters().increment(Metric.LOST_CONNECTIONS);
            client.closeNow();
        }
    }

    final void announce() {
        announced = true;
    }

    /** Calls a hook of this client; nothing happens after it when the client has gone. */
    final void fire(Hook hook, HookDone done, Object... args) {
        if (!proxy.has(hook)) {
            done.done(null, null, null);
            return;
        }
        if (proxy.isStopping()) {
            client.closeNow();
            return;
        }
        hookRunning = true;
        proxy.fire(hook, (first, second, error) -> {
            hookRunning = false;
            if (closed) {
                farewell();
                return;
            }
            done.done(first, second, error);
            if (!closed && !hookRunning) {
                goOn();
            }
        }, args);
    }

    @Override
    public final void onClose(Connection connection) {
        ended();
    }

    /** The client's connection is gone, seen by whoever reads it now. */
    final void ended() {
        if (closed) {
            return;
        }
        closed = true;
        if (client.isOverflowed()) {
            proxy.counters().increment(Metric.LOST_CONNECTIONS);
        }
        if (tunnel != null) {
            tunnel.clientGone();
        }
        abandoned();
        proxy.gone(this);
        if (!hookRunning) {
            farewell();
        }
    }

    private void farewell() {
        if (announced && !proxy.isStopping()) {
            announced = false;
            proxy.fire(Hook.ON_DISCONNECT, HookDone.IGNORED, id());
        }
    }
}
