package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;

/**
 * Pairs of clients whose messages go to each other and nowhere else: no hook sees them. A client
 * whose pair does not read what it is sent is not read either. The other may be another server's.
 * <b>Thread:</b> the server's loop.
 */
final class Pipes {
    private final ServerRuntime server;

    Pipes(ServerRuntime server) {
        this.server = server;
    }

    /** Pairs two clients, each of which leaves the pair it was in; false when it cannot be. */
    boolean pipe(Client one, Client other) {
        if (one == other || !one.isOpen() || !other.isOpen()) {
            return false;
        }
        unpipe(one);
        unpipe(other);
        one.pair(other);
        other.pair(one);
        return true;
    }

    /** Ends a client's pair; false when it was in none. */
    boolean unpipe(Client one) {
        Client other = one.pair();
        if (other == null) {
            return false;
        }
        one.pair(null);
        other.leavePair();
        return true;
    }

    /** Does one half of a pair with a client that another loop has; false when it cannot be. */
    boolean pipeFar(Client one, Client other) {
        if (one == null || !one.isOpen()) {
            return false;
        }
        unpipe(one);
        one.pair(new FarClient(one, other));
        return true;
    }

    /** Takes the message of a client that is in a pair. */
    boolean tryHand(Client from, byte[] message, MessageKind kind) {
        Client to = from.pair();
        if (to == null) {
            return false;
        }
        server.counters().increment(Metric.TOTAL_MESSAGES);
        to.write(Outgoing.single(message, kind));
        if (to.isSlow()) {
            from.hold();
            to.whenQuick(from::release);
        }
        return true;
    }
}
