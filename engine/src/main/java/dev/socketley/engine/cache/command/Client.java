package dev.socketley.engine.cache.command;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whoever sends commands: a connection, or a caller in this process.
 *
 * <p>Thread: the cache's home loop. Bounds: subscriptions are bounded by {@link Channels}.
 */
public abstract class Client {
    private final long id;
    private Map<Channels.Kind, Set<ByteBuffer>> subscribed = Map.of();
    private final ClientInfo info = new ClientInfo();
    private Transaction transaction;
    private Tracking.Mode tracking;
    private int database;
    private boolean resp3;
    private boolean authenticated;
    private boolean quitting;
    private boolean direct;
    private boolean blockingDenied;

    /** @param id never given to another client of the engine */
    protected Client(long id) {
        this.id = id;
    }

    /** Takes a published message; {@code pattern} is null unless one led to it. */
    protected abstract void push(
        Channels.Source source, byte[] pattern, byte[] channel, byte[] message);

    /** Takes a line that it asked for, out of turn. */
    protected void tell(Reply line) {
        throw new IllegalStateException("this caller cannot take messages");
    }

    /** Whether replies are worded in the text protocol. */
    protected abstract boolean isText();

    /** Whether messages can be pushed to it. */
    protected abstract boolean canSubscribe();

    /** Whether hooks hear of its commands; false for what a hook itself does to its cache. */
    public boolean isHooked() {
        return true;
    }

    /** Whether a script of its may leave the loop to others, so that it is answered later. */
    public boolean takesTurns() {
        return isHooked();
    }

    /** The peer's address, or an empty string. */
    protected abstract String address();

    /** The address that it connected to, or an empty string. */
    protected String localAddress() {
        return "";
    }

    /** Bytes that wait to be sent to it. */
    protected long queuedBytes() {
        return 0;
    }

    /** Never given to another client of the engine; 0 for a caller in this process. */
    public final long id() {
        return id;
    }

    /** The number of the database that its commands work on. */
    public final int database() {
        return database;
    }

    final void database(int chosen) {
        database = chosen;
    }

    /**
     * Says that the reply of its next command is written before anything else is run, so that it
     * need not be copied out of the store.
     */
    public final void writesAtOnce() {
        direct = true;
    }

    /** Says whether its commands may wait for a key; they may not inside a transaction. */
    public final void denyBlocking(boolean denied) {
        blockingDenied = denied;
    }

    final boolean mayBlock() {
        return !blockingDenied;
    }

    /** Takes {@link #writesAtOnce} back. */
    public final void writesLater() {
        direct = false;
    }

    /** Whether the command that begins is the one that {@link #writesAtOnce} was said of. */
    final boolean takeDirect() {
        boolean taken = direct;
        direct = false;
        return taken;
    }

    /** What is told of it, and what it asked for itself. */
    public final ClientInfo info() {
        return info;
    }

    /** Whether it is answered in RESP3. */
    public final boolean isResp3() {
        return resp3;
    }

    final void resp3(boolean asked) {
        resp3 = asked;
    }

    /** Whether it gave the password, or was not asked for one. */
    final boolean isAuthenticated() {
        return authenticated;
    }

    final void authenticated(boolean yes) {
        authenticated = yes;
    }

    /** The commands it queues since {@code MULTI}, or null. */
    public final Transaction transaction() {
        return transaction;
    }

    final void transaction(Transaction begun) {
        transaction = begun;
    }

    /** Whether it is a connection, which can be listed and closed. */
    protected boolean isConnection() {
        return false;
    }

    /** Closes it, at once or after what it is owed. */
    protected void close(boolean atOnce) {
        quit();
    }

    /** What it listens to. */
    final Set<ByteBuffer> subscribed(Channels.Kind kind) {
        if (subscribed.isEmpty()) {
            subscribed = new EnumMap<>(Channels.Kind.class);
            for (Channels.Kind each : Channels.Kind.values()) {
                subscribed.put(each, new LinkedHashSet<>());
            }
        }
        return subscribed.get(kind);
    }

    /** Whether it holds a subscription. */
    public final boolean isSubscribed() {
        return !subscribed.isEmpty()
            && subscribed.values().stream().anyMatch(names -> !names.isEmpty());
    }

    /** Whether it asked to be closed once its replies are sent. */
    public final boolean isQuitting() {
        return quitting;
    }

    final void quit() {
        quitting = true;
    }

    /** Channels and patterns that it listens to. */
    final int subscriptions() {
        return subscriptions(Channels.Kind.CHANNEL) + subscriptions(Channels.Kind.PATTERN);
    }

    final int subscriptions(Channels.Kind kind) {
        return subscribed.isEmpty() ? 0 : subscribed.get(kind).size();
    }

    // ---- what its commands are treated differently for ------------------------------------------

    /** What it is told of keys that it has read, or null. */
    final Tracking.Mode tracking() {
        return tracking;
    }

    final void tracking(Tracking.Mode mode) {
        tracking = mode;
    }

    /** Whose commands these are: itself, or whoever sent the script that runs them. */
    Client sender() {
        return this;
    }
}
