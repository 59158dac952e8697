package dev.socketley.engine.server;

import dev.socketley.engine.TokenBucket;
import dev.socketley.engine.protocol.websocket.MessageKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Somebody whose messages a server handles: a connection, a UDP peer, or a client that another
 * server routed here.
 *
 * <p>Hooks of one client run one at a time: whoever calls one takes a hold first and releases it
 * at its end; while there is a hold no further message is handed over.
 *
 * <p><b>Thread:</b> the server's loop.
 */
abstract class Client {
    final ServerRuntime server;
    final Long id;
    private final Set<String> groups = new HashSet<>(0);
    private Map<String, byte[]> data;
    private TokenBucket bucket;
    private double bucketRate;
    private Guest route;
    private int holds;
    private int masterFailures;
    private MessageKind kind;

    Client(ServerRuntime server, long id) {
        this.server = server;
        this.id = id;
    }

    // ---- what each kind does ----------------------------------------------------------------

    /** Whether messages reach it. */
    abstract boolean isOpen();

    /** Sends a message; false when it does not reach this client. */
    abstract boolean write(Outgoing message);

    /** Ends it after what is queued has been sent. */
    abstract void disconnect();

    /** The peer's address as text, or an empty string. */
    abstract String ip();

    /** The last hold has been released: go on with what waits. */
    abstract void settled();

    /** The server has stopped: nothing of this client's is called any more. */
    void abandon() {}

    /** Whether {@code on_auth} has passed, so that broadcasts reach it. */
    boolean isAdmitted() {
        return true;
    }

    /** Whether it is written to on this loop. */
    boolean isNear() {
        return true;
    }

    /** Whether messages that nobody handles are relayed to the others. */
    boolean isRelayed() {
        return true;
    }

    /** The headers of its WebSocket handshake that scripts see, or null. */
    Map<String, String> webSocketHeaders() {
        return null;
    }

    // ---- holds ------------------------------------------------------------------------------

    final void hold() {
        holds++;
    }

    final void release() {
        if (--holds == 0) {
            settled();
        }
    }

    final boolean isHeld() {
        return holds > 0;
    }

    /** What the message being handled is, or null from a client that does not tell. */
    final MessageKind kind() {
        return kind;
    }

    final void kind(MessageKind of) {
        kind = of;
    }

    // ---- what servers keep for it -----------------------------------------------------------

    /** Takes from the client's own rate limit. */
    final boolean tryTake(double rate) {
        if (rate <= 0) {
            return true;
        }
        long now = System.nanoTime();
        if (bucket == null || bucketRate != rate) {
            bucket = new TokenBucket(rate, now);
            bucketRate = rate;
        }
        return bucket.tryTake(now);
    }

    final void data(String key, byte[] value) {
        if (data == null) {
            data = new HashMap<>();
        }
        if (value == null) {
            data.remove(key);
        } else {
            data.put(key, value);
        }
    }

    final byte[] data(String key) {
        return data == null ? null : data.get(key);
    }

    final Set<String> groups() {
        return groups;
    }

    /** This client as a guest of the server that its messages go to, or null. */
    final Guest route() {
        return route;
    }

    final void route(Guest next) {
        route = next;
    }

    /** Counts one wrong master password; returns how many there were. */
    final int masterFailed() {
        return ++masterFailures;
    }

    final int masterFailures() {
        return masterFailures;
    }
}
