package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Eviction;
import dev.socketley.engine.cache.store.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What the commands of one cache work on.
 *
 * <p>Thread: the cache's home loop.
 */
public final class CacheContext {
    /** The version of Redis whose documented behaviour the RESP commands have. */
    static final String REDIS_VERSION = "7.2.0";

    private static final byte[] PUBLISH = "PUBLISH".getBytes(StandardCharsets.US_ASCII);

    /** What is said when there is no memory. */
    public static final Reply OUT_OF_MEMORY =
        Reply.error("OOM command not allowed when used memory > 'maxmemory'.");

    /** Says which commands may run now, whoever sends them. */
    public interface Gate {
        /** Lets everything run. */
        Gate OPEN = new Gate() { };

        /** Whether commands of a kind may run, if nothing is short. */
        default boolean allows(Access access) {
            return true;
        }

        /** Why a command may not run, or null. */
        default Reply refusal(Command row) {
            return null;
        }

        /** Whether there is no memory for more, nor any that could be made. */
        default boolean isShort() {
            return false;
        }
    }

    /** Hands published messages to subscribers in this process; answers how many they are. */
    @FunctionalInterface
    public interface LocalPublisher {
        int publish(byte[] channel, byte[] message);
    }

    private final Keyspace keyspace;
    private final Channels channels = new Channels();
    private final Clients clients = new Clients();
    private final Watches watches;
    private final CacheStats stats = new CacheStats();
    private final CommandStats commandStats = new CommandStats();
    private final SlowLog slowLog = new SlowLog();
    private final Latency latency = new Latency();
    private final Monitors monitors = new Monitors();
    private final Tracking tracking;
    private boolean expiring = true;
    private final KeyEvents keyEvents;
    private Server server;
    private long openedCount;
    private final String runId = newRunId();
    private final List<CommandListener> commandListeners = new ArrayList<>(2);
    /** All of them as one, or null. */
    private CommandListener commandListener;
    private Encodings encodings = Encodings.DEFAULT;
    private final Eviction eviction;
    private final Scripts scripts = new Scripts();
    private Gate gate = Gate.OPEN;
    private Files files = Files.NONE;
    private Copier copier = Copier.AT_ONCE;
    private Replication replication = Replication.NONE;
    private BlockedClients blocked = BlockedClients.NONE;
    private AccessMode mode = AccessMode.READWRITE;
    private LocalPublisher local = (channel, message) -> 0;
    private IntSupplier connections = () -> 0;
    private IntSupplier port = () -> 0;
    private LongSupplier steady;
    private final long startedMs;

    /** @param keyspace the keys */
    public CacheContext(Keyspace keyspace) {
        this.keyspace = keyspace;
        eviction = new Eviction(keyspace);
        watches = new Watches(keyspace);
        keyEvents = new KeyEvents(keyspace, this);
        tracking = new Tracking(keyspace, clients);
        steady = keyspace::now;
        startedMs = keyspace.now();
    }

    private static String newRunId() {
        return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "").substring(0, 40);
    }

    /** The databases, and where to hear of every change in them. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** Milliseconds that go on evenly, whatever the wall clock is set to: what waits is measured in these. */
    public long steadyMs() {
        return steady.getAsLong();
    }

    /** Sets where these come from, instead of from the time of the keys. */
    public void steady(LongSupplier ms) {
        steady = ms;
    }

    /** Up to where values keep their compact forms. */
    public Encodings encodings() {
        return encodings;
    }

    /** Sets up to where values keep their compact forms, from the next change on. */
    public void encodings(Encodings next) {
        encodings = next;
    }

    /** Sets who hears of the commands that may change keys, or null. */
    public void listen(CommandListener added) {
        commandListeners.add(added);
        commandListener = CommandListener.joined(commandListeners);
    }

    /** Lets one go who was added. */
    public void forget(CommandListener added) {
        commandListeners.remove(added);
        commandListener = CommandListener.joined(commandListeners);
    }

    CommandListener commandListener() {
        return commandListener;
    }

    /** What changes from here on, or until here, is kept as one by whoever hears of it. */
    public void group(boolean begins) {
        if (commandListener != null) {
            commandListener.group(begins);
        }
    }

    CommandStats commandStats() {
        return commandStats;
    }

    /** The commands that took long. */
    public SlowLog slowLog() {
        return slowLog;
    }

    /** What publishes the changes of keys. */
    public KeyEvents keyEvents() {
        return keyEvents;
    }

    /** What took long. */
    public Latency latency() {
        return latency;
    }

    /** Those who are told when what they read has changed. */
    public Tracking tracking() {
        return tracking;
    }

    /** Those who see every command. */
    public Monitors monitors() {
        return monitors;
    }

    /** Whether keys are ended at their deadlines, or only when they are looked at after them. */
    public boolean isExpiring() {
        return expiring;
    }

    void expiring(boolean wanted) {
        expiring = wanted;
    }

    /** A command was refused before it ran; its row is null when there is none. */
    public void rejected(Command row, Reply reply) {
        commandStats.rejected(row, reply);
    }

    /** Counts a command that the cache itself has run; its reply is null when it comes later. */
    public void ran(Command row, Reply reply) {
        commandStats.ran(row);
        if (reply != null && reply.isError()) {
            failed(row, reply);
        }
    }

    /** Counts the error of a command whose run was counted. */
    public void failed(Command row, Reply error) {
        commandStats.failed(row, error, commandStats.errorReplies());
    }

    /** Sets what serves the cache. */
    public void server(Server serving) {
        server = serving;
    }

    /** What serves the cache; it must have been set. */
    Server server() {
        return server;
    }

    /** Connections that came since it was made, or since the figures were reset. */
    long openedCount() {
        return openedCount;
    }

    /** Lets every figure that counts begin anew. */
    void resetStats() {
        openedCount = 0;
        commandStats.reset();
        stats.reset();
    }

    /** What keeps the bytes within their limit. */
    public Eviction eviction() {
        return eviction;
    }

    /** The scripts that clients have sent. */
    public Scripts scripts() {
        return scripts;
    }

    /** Who says which commands may run. */
    public Gate gate() {
        return gate;
    }

    /** Sets who says which commands may run. */
    public void gate(Gate says) {
        gate = says;
    }

    /** The files that keep the data. */
    public Files files() {
        return files;
    }

    /** Sets where the data is kept. */
    public void files(Files kept) {
        files = kept;
    }

    /** What copies values. */
    Copier copier() {
        return copier;
    }

    /** Sets what copies values. */
    public void copier(Copier copies) {
        copier = copies;
    }

    /** A value is about to be changed where it is. */
    void changes(Object value) {
        files.changes(value);
        copier.changes(value);
    }

    /** Sets who lets clients wait. */
    public void blocked(BlockedClients clients) {
        blocked = clients;
    }

    /** The clients whose commands wait for a key. */
    public BlockedClients blocked() {
        return blocked;
    }

    public Channels channels() {
        return channels;
    }

    /** The connections. */
    public Clients clients() {
        return clients;
    }

    Watches watches() {
        return watches;
    }

    /** A connection came. */
    public void opened(Client client) {
        client.info().born(keyspace.now());
        clients.add(client);
        openedCount++;
    }

    /** A client is as new. */
    void reset(Client client) {
        channels.forget(client);
        watches.forget(client);
        monitors.remove(client);
        tracking.end(client);
        client.transaction(null);
        client.info().reset();
    }

    /** A client is gone: what it listened to, watched and queued is forgotten. */
    public void closed(Client client) {
        reset(client);
        clients.remove(client);
    }

    public CacheStats stats() {
        return stats;
    }

    public AccessMode mode() {
        return mode;
    }

    /** Sets what clients may do, from the next command on. */
    public void mode(AccessMode next) {
        mode = next;
    }

    /** Sets who else hears published messages. */
    public void local(LocalPublisher publisher) {
        local = publisher;
    }

    /** Sets where the figures of the listener come from. */
    public void listener(IntSupplier connectionCount, IntSupplier boundPort) {
        connections = connectionCount;
        port = boundPort;
    }

    int connections() {
        return connections.getAsInt();
    }

    int port() {
        return port.getAsInt();
    }

    long uptimeMs() {
        return keyspace.now() - startedMs;
    }

    /** Tells this cache from every other. */
    String runId() {
        return runId;
    }

    public Replication replication() {
        return replication;
    }

    /** Sets what it has to do with other caches. */
    public void replication(Replication with) {
        replication = with;
    }

    /** Publishes to the network, to followers and in this process; answers how many received it. */
    public int publish(byte[] channel, byte[] message) {
        replication.published(PUBLISH, channel, message);
        return channels.publish(channel, message) + local.publish(channel, message);
    }
}
