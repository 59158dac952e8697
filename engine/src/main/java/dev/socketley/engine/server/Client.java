package dev.socketley.engine.server;

import dev.socketley.engine.RateLimit;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.websocket.MessageKind;
import java.util.HashMap;
import java.util.LinkedHashSet;
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
    /** Few clients are in a group or hear of more topics than one. */
    private Set<String> groups = Set.of();
    private Set<String> topics = Set.of();
    private long met;
    private Map<String, byte[]> data;
    private RateLimit limit;
    private Guest route;
    private Client pair;
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

    /** Sends a message. */
    abstract Sent write(Outgoing message);

    /** Sends a message that many get; it may leave at the end of this turn. */
    void publish(Outgoing message) {
        write(message);
    }

    /** Sends a part of a message where the client's protocol has such. */
    void writePart(byte[] part, boolean isLast, MessageKind of) {}

    /** Ends it after what is queued has been sent. */
    abstract void disconnect();

    /** As {@link #disconnect()}, saying why where the client's protocol can. */
    void disconnect(int code, byte[] reason) {
        disconnect();
    }

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

    /** The fields of its WebSocket's request, or null. */
    HttpFields webSocketHeaders() {
        return null;
    }

    /** Facts of its TLS, or null without TLS. */
    Map<String, Object> tls() {
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

    /** Takes from the client's own rate limit; {@code rate} is above 0. */
    final boolean tryTake(double rate) {
        if (limit == null) {
            limit = new RateLimit();
        }
        return limit.tryTake(rate, System.nanoTime());
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

    /** The groups it is in; not to be changed. */
    final Set<String> groups() {
        return groups;
    }

    final boolean join(String group) {
        boolean isNew = !groups.contains(group);
        groups = isNew ? with(groups, group) : groups;
        return isNew;
    }

    final boolean leave(String group) {
        boolean isIn = groups.contains(group);
        groups = isIn ? without(groups, group) : groups;
        return isIn;
    }

    /** A set that may be the same one; of one element it takes a sixth of the memory. */
    private static Set<String> with(Set<String> set, String more) {
        if (set.isEmpty()) {
            return Set.of(more);
        }
        Set<String> grown = set.size() == 1 ? new LinkedHashSet<>(set) : set;
        grown.add(more);
        return grown;
    }

    private static Set<String> without(Set<String> set, String less) {
        if (set.size() == 1) {
            return Set.of();
        }
        set.remove(less);
        return set.size() == 1 ? Set.copyOf(set) : set;
    }

    /** What it has subscribed to; not to be changed. */
    final Set<String> topics() {
        return topics;
    }

    final boolean subscribe(String filter) {
        boolean isNew = !topics.contains(filter);
        topics = isNew ? with(topics, filter) : topics;
        return isNew;
    }

    final boolean unsubscribe(String filter) {
        boolean isIn = topics.contains(filter);
        topics = isIn ? without(topics, filter) : topics;
        return isIn;
    }

    /** Whether a walk over clients has not met it yet; from now on it has. */
    final boolean isNewTo(long walk) {
        boolean isNew = met != walk;
        met = walk;
        return isNew;
    }

    /** This client as a guest of the server that its messages go to, or null. */
    final Guest route() {
        return route;
    }

    final void route(Guest next) {
        route = next;
    }

    /** The client that its messages go to instead of the server, or null. */
    final Client pair() {
        return pair;
    }

    final void pair(Client other) {
        pair = other;
    }

    /** The other one of its pair has left that. */
    void leavePair() {
        pair = null;
    }

    /** Whether it has been sent more than it has read, by the high watermark. */
    boolean isSlow() {
        return false;
    }

    /** Does something once it is not slow any more, or gone. */
    void whenQuick(Runnable work) {
        work.run();
    }

    /** Counts one wrong master password; returns how many there were. */
    final int masterFailed() {
        return ++masterFailures;
    }

    final int masterFailures() {
        return masterFailures;
    }
}
