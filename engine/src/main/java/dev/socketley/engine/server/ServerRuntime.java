package dev.socketley.engine.server;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.ListenOptions;
import dev.socketley.engine.Listening;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeSpec;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.Site;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.Recording;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.DeflateSettings;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.TlsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Serves clients on one port: newline text, HTTP and WebSocket told apart by their first bytes, or
 * datagrams.
 *
 * <p><b>Thread:</b> its home loop, unless a method says otherwise. <b>Owns:</b> its listener and
 * clients. <b>Bounds:</b> {@code max-connections}, {@code message-bytes-max}, the {@code write-*}
 * options and those of {@link ServerOptions}.
 */
public final class ServerRuntime extends Runtime {
    private final Clients clients = new Clients();
    private final Master master = new Master(this);
    private final Messages messages = new Messages(this, master);
    private final Routes routes = new Routes(this);
    private final Topics topics = new Topics(this);
    private final Publisher publisher = new Publisher(this);
    private final Pipes pipes = new Pipes(this);
    private final Hub hub = new Hub(this);
    private Door door;
    private volatile int boundPort;
    private volatile ServerSettings settings;
    private volatile Site site;
    private volatile boolean quiet;
    private boolean sending;

    public ServerRuntime(RuntimeSpec spec) {
        super(spec);
        settings = ServerSettings.of(spec.options());
    }

    /**
     * Refuses options that cannot be meant together, and files that are not there.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        if (options.get(ServerOptions.UDP)) {
            checkDatagrams(options);
        }
        Listening.check(options);
        HttpSettings.site(options);
        Hub.targets(options);
    }

    private static void checkDatagrams(OptionSet options) {
        for (Option<?> row : List.of(TlsOptions.TLS, ListenOptions.UNIX)) {
            if (!options.get(row).equals(row.fallback())) {
                throw new EngineException(ErrorCode.EINVAL, row.luaKey() + ": not with udp = true");
            }
        }
    }

    // ---- lifecycle --------------------------------------------------------------------------

    @Override
    protected CompletionStage<Void> open() {
        settings = ServerSettings.of(options());
        site = HttpSettings.site(options());
        quiet = false;
        warn();
        Hub.targets(options());
        if (isInternal()) {
            door = Door.NONE;
        } else if (option(ServerOptions.UDP)) {
            door = new DatagramDoor(this);
        } else {
            door = new StreamDoor(this);
        }
        return door.open(network(), option(CommonOptions.BIND), portWanted())
            .thenAccept(port -> boundPort = port);
    }

    /** Says what is allowed and yet not what was meant. */
    private void warn() {
        String withoutZlib = DeflateSettings.unavailable();
        if (settings.webSocket().deflate() != null && withoutZlib != null) {
            Log.warn("websocket_compression_off", "runtime", name(), "cause", withoutZlib);
        }
        if (settings.mode() == ServerSettings.Mode.MASTER
                && option(ServerOptions.MASTER_PW).isEmpty() && !has(Hook.ON_MASTER_AUTH)) {
            Log.warn("master_unreachable", "runtime", name(), "cause",
                "neither master_pw nor on_master_auth: nobody can become the master");
        }
    }

    /** A server made by another runtime with no port of its own is reached by routes only. */
    private boolean isInternal() {
        return !owner().isEmpty() && option(ListenOptions.UNIX).isEmpty()
            && !option(CommonOptions.EPHEMERAL)
            && (!options().has(CommonOptions.PORT) || option(CommonOptions.PORT) == 0);
    }

    @Override
    protected void serve() {
        door.serve();
        hub.open();
    }

    @Override
    protected void quiesce() {
        quiet = true;
        hub.quiesce();
        door.quiesce();
    }

    /** What was read before the stop is handled still. */
    @Override
    protected CompletionStage<Void> finish() {
        return door.taken();
    }

    @Override
    protected CompletionStage<Void> close(Duration drain) {
        quiet = true;
        hub.close();
        for (Client client : clients.copy()) {
            if (client instanceof Guest guest) {
                clients.remove(guest);
                guest.evict();
            } else {
                routes.unroute(client);
            }
        }
        return door.close(drain).thenRun(() -> {
            clients.copy().forEach(Client::abandon);
            clients.clear();
            boundPort = 0;
        });
    }

    @Override
    protected void changed(List<Option<?>> rows) {
        settings = ServerSettings.of(options());
        if (rows.contains(ServerOptions.MODE) || rows.contains(ServerOptions.MASTER_PW)) {
            warn();
        }
        door.changed();
    }

    @Override
    public int port() {
        return boundPort != 0 ? boundPort : isInternal() ? 0 : portWanted();
    }

    @Override
    protected void addStats(Map<String, Object> to) {
        to.put("mode", option(ServerOptions.MODE));
        if (!option(ServerOptions.UPSTREAM).isEmpty()) {
            to.put("upstreams", hub.figures());
        }
    }

    // ---- what scripts call ------------------------------------------------------------------

    /** As {@link #broadcast(byte[], MessageKind)}. */
    public void broadcast(byte[] message) {
        broadcast(message, null);
    }

    /**
     * Sends to every client, those routed here included; {@code on_send} sees it first.
     *
     * @param kind what WebSockets are told that it is; null for text if it is UTF-8, then without
     *             a newline at its end
     */
    public void broadcast(byte[] message, MessageKind kind) {
        if (!sending && has(Hook.ON_SEND)) {
            sending = true;
            try {
                fire(Hook.ON_SEND, HookDone.IGNORED, message);
            } finally {
                sending = false;
            }
        }
        sendAll(message, kind, null);
    }

    /**
     * As {@link #broadcast}.
     *
     * @throws EngineException ESTATE when it is not running or its mode is {@code in}
     */
    @Override
    public void send(byte[] message) {
        requireRunning();
        if (settings.mode() == ServerSettings.Mode.IN) {
            throw new EngineException(ErrorCode.ESTATE,
                "server '" + name() + "' only receives: mode=in");
        }
        broadcast(message);
    }

    /** Sends to one client, own or routed here; false when there is no such client. */
    public boolean send(long id, byte[] message) {
        return send(id, message, null).isUnderWay();
    }

    /** As {@link #send(long, byte[])}; {@code kind} as for {@link #broadcast}. */
    public Sent send(long id, byte[] message, MessageKind kind) {
        Client client = clients.get(id);
        return client == null ? Sent.GONE : client.write(Outgoing.single(message, kind));
    }

    boolean send(Client client, byte[] message) {
        return client.write(Outgoing.single(message, null)).isUnderWay();
    }

    /**
     * Sends a part of a message to one client; what else is sent to it waits for the last part.
     *
     * @param kind of the message; looked at in its first part
     * @return false when there is no such client
     */
    public boolean sendPart(long id, byte[] part, boolean isLast, MessageKind kind) {
        Client client = clients.get(id);
        if (client == null || !client.isOpen()) {
            return false;
        }
        client.writePart(part, isLast, kind);
        return true;
    }

    /** Sends to those of the ids that are clients; {@code kind} as for {@link #broadcast}. */
    public void multicast(long[] ids, byte[] message, MessageKind kind) {
        List<Client> to = new ArrayList<>(ids.length);
        for (long id : ids) {
            Client client = clients.get(id);
            if (client != null) {
                to.add(client);
            }
        }
        send(to, message, kind, null);
    }

    /** Open connections of its own, or known UDP peers. Any thread. */
    public int connections() {
        return (int) counters().get(Metric.CONNECTIONS);
    }

    /** Ids of its own clients, ascending. */
    public long[] clients() {
        return clients.ids();
    }

    /** Closes a client after what is queued for it; false when there is no such client. */
    public boolean disconnect(long id) {
        Client client = clients.get(id);
        if (client == null) {
            return false;
        }
        client.disconnect();
        return true;
    }

    /**
     * As {@link #disconnect(long)}, telling a WebSocket why.
     *
     * @param reason UTF-8, cut to what fits a close frame
     * @throws EngineException EINVAL for a code that must not be sent
     */
    public boolean disconnect(long id, int code, byte[] reason) {
        if (!CloseCode.isValid(code)) {
            throw new EngineException(ErrorCode.EINVAL, CloseCode.expected(code));
        }
        Client client = clients.get(id);
        if (client == null) {
            return false;
        }
        client.disconnect(code, reason);
        return true;
    }

    // ---- topics -----------------------------------------------------------------------------

    /** Has a client hear of a topic, until it is gone; false when there is no such client. */
    public boolean subscribe(long id, String topic) {
        Client client = clients.get(id);
        if (client == null || !client.isOpen()) {
            return false;
        }
        topics.subscribe(client, topic);
        return true;
    }

    /** Ends what {@link #subscribe} began; false when it had not. */
    public boolean unsubscribe(long id, String topic) {
        Client client = clients.get(id);
        return client != null && topics.unsubscribe(client, topic);
    }

    /**
     * Sends to the clients that listen to a topic, at the latest at the end of this turn.
     *
     * @param kind   as for {@link #broadcast(byte[], MessageKind)}
     * @param except id of one that does not get it, or 0
     * @return how many get it
     */
    public int publish(String topic, byte[] message, MessageKind kind, long except) {
        Outgoing outgoing = Outgoing.shared(message, kind);
        Client left = clients.get(except);
        publisher.begin(outgoing);
        List<Client> far = new ArrayList<>(0);
        int[] spared = {0};
        int all = topics.each(topic, client -> {
            if (client == left) {
                spared[0] = 1;
            } else if (client.isNear()) {
                client.publish(outgoing);
            } else {
                far.add(client);
            }
        });
        send(far, message, kind, null);
        return all - spared[0];
    }

    /** How many clients a message to a topic would reach. */
    public int topicCount(String topic) {
        return topics.each(topic, client -> { });
    }

    /** What a client has subscribed to, in that order. */
    public List<String> topics(long id) {
        Client client = clients.get(id);
        return client == null ? List.of() : List.copyOf(client.topics());
    }

    // ---- more of what scripts call ------------------------------------------------------------

    /** The client's address as text, or an empty string. */
    public String peerIp(long id) {
        Client client = clients.get(id);
        return client == null ? "" : client.ip();
    }

    /** Facts of a client's TLS as {@code TlsSession} names them, or null without TLS. */
    public Map<String, Object> tls(long id) {
        Client client = clients.get(id);
        return client == null ? null : client.tls();
    }

    /** The fields of the request that a WebSocket client began with; null for other clients. */
    public HttpFields webSocketHeaders(long id) {
        Client client = clients.get(id);
        return client == null ? null : client.webSocketHeaders();
    }

    /** Keeps a value for as long as the client is connected; null removes it. */
    public void setData(long id, String key, byte[] value) {
        Client client = clients.get(id);
        if (client != null) {
            client.data(key, value);
        }
    }

    /** The value kept, or null. */
    public byte[] getData(long id, String key) {
        Client client = clients.get(id);
        return client == null ? null : client.data(key);
    }

    /** Hands a client's later messages to another running server; false when it cannot be. */
    public boolean route(long id, String target) {
        Client client = clients.get(id);
        return client != null && routes.route(client, target);
    }

    /**
     * Takes a client's later messages back, or gives a client that was routed here back to where it
     * came from; false when it was not routed.
     */
    public boolean unroute(long id) {
        Client client = clients.get(id);
        if (client instanceof Guest guest) {
            guest.giveBack();
            return true;
        }
        return client != null && routes.unroute(client);
    }

    /** Name of the server a client is routed to, or null. */
    public String routeOf(long id) {
        Client client = clients.get(id);
        return client == null || client.route() == null ? null : client.route().server.name();
    }

    /** Sends to a client of the server that made this one; false when no server did. */
    public boolean ownerSend(long id, byte[] message) {
        return onOwner(server -> server.send(id, message));
    }

    /** Sends to all clients of the server that made this one; false when no server did. */
    public boolean ownerBroadcast(byte[] message) {
        return onOwner(server -> server.broadcast(message));
    }

    private boolean onOwner(Consumer<ServerRuntime> work) {
        if (!(engine().registry().get(owner()) instanceof ServerRuntime server)
                || server.state() != RuntimeState.RUNNING) {
            return false;
        }
        if (server.loop().inEventLoop()) {
            work.accept(server);
        } else {
            server.loop().execute(() -> work.accept(server));
        }
        return true;
    }

    /** Puts a client into a group until it leaves or disconnects. */
    public void joinGroup(long id, String group) {
        Client client = clients.get(id);
        if (client != null && client.isOpen()) {
            clients.join(client, group);
        }
    }

    public void leaveGroup(long id, String group) {
        Client client = clients.get(id);
        if (client != null) {
            clients.leave(client, group);
        }
    }

    /** Sends to the clients of a group; {@code kind} as for {@link #broadcast}. */
    public void groupSend(String group, byte[] message, MessageKind kind) {
        send(clients.group(group), message, kind, null);
    }

    /** Pairs two clients: each one's messages go to the other only; false when it cannot be. */
    public boolean pipe(long id, long otherId) {
        Client one = clients.get(id);
        Client other = clients.get(otherId);
        return one != null && other != null && pipes.pipe(one, other);
    }

    /**
     * As {@link #pipe(long, long)} with a client of another server, wherever that lives. Any thread.
     *
     * @return false when one of them is no client
     */
    public CompletionStage<Boolean> pipe(long id, ServerRuntime other, long otherId) {
        return onLoop(() -> {
            Client one = clients.get(id);
            if (other.loop() == loop()) {
                Client two = other.clients.get(otherId);
                return CompletableFuture.completedFuture(
                    one != null && two != null && pipes.pipe(one, two));
            }
            if (one == null || !one.isOpen()) {
                return CompletableFuture.completedFuture(false);
            }
            return other.onLoop(() -> {
                Client two = other.clients.get(otherId);
                return CompletableFuture.completedFuture(
                    other.pipes.pipeFar(two, one) ? two : null);
            }).thenApplyAsync(two -> two != null && pipeBack(one, two), loop());
        });
    }

    /** Whether a client is here and open. Any thread. */
    public CompletionStage<Boolean> hasClient(long id) {
        return onLoop(() -> {
            Client client = clients.get(id);
            return CompletableFuture.completedFuture(client != null && client.isOpen());
        });
    }

    private boolean pipeBack(Client one, Client two) {
        boolean done = pipes.pipeFar(one, two);
        if (!done) {
            new FarClient(one, two).leavePair();
        }
        return done;
    }

    /** Ends the pair that a client is in; false when it is in none. */
    public boolean unpipe(long id) {
        Client client = clients.get(id);
        return client != null && pipes.unpipe(client);
    }

    /** Sends a line to an upstream, counted from 1; false when it is not connected. */
    public boolean sendBackend(long number, byte[] message) {
        return hub.send(number, message);
    }

    /** Sends a line to every upstream that is connected; returns how many. */
    public int broadcastBackends(byte[] message) {
        return hub.broadcast(message);
    }

    /** Numbers of the upstreams that are connected. */
    public long[] connectedBackends() {
        return hub.connected();
    }

    // ---- for its parts ----------------------------------------------------------------------

    /** Sends a client's message to all the others. */
    void relay(Client from, byte[] message) {
        sendAll(message, from.kind(), from);
    }

    private void sendAll(byte[] message, MessageKind kind, Client except) {
        door.sendFar(message, kind, except);
        send(clients.near(), message, kind, except);
    }

    private void send(Collection<Client> to, byte[] message, MessageKind kind, Client except) {
        Map<Worker, List<Link>> far = null;
        try (Outgoing outgoing = Outgoing.shared(message, kind)) {
            for (Client client : to) {
                if (client == except || !client.isAdmitted()) {
                    continue;
                }
                if (client.isNear()) {
                    client.write(outgoing);
                } else {
                    StreamClient stream = (StreamClient) client;
                    far = far == null ? new HashMap<>() : far;
                    far.computeIfAbsent(stream.worker(), x -> new ArrayList<>()).add(stream.link());
                }
            }
        }
        if (far != null) {
            far.forEach((worker, links) -> worker.send(new Worker.Fanout(message, kind, links, null)));
        }
    }

    /** Records a message, but no password. */
    void received(byte[] message) {
        recordMessage(settings.mode() == ServerSettings.Mode.MASTER ? Master.shown(message) : message);
    }

    /** Where its requests are put down. Any thread. */
    Recording records() {
        return recording();
    }

    boolean mayEnter(Client client) {
        return !quiet && door.mayEnter(client);
    }

    void entered(Client client) {
        clients.add(client);
        door.entered(client);
    }

    /** Its options as they are now. Any thread. */
    ServerSettings settings() {
        return settings;
    }

    /** The files that it serves, or null. */
    Site site() {
        return site;
    }

    Messages messages() {
        return messages;
    }

    Pipes pipes() {
        return pipes;
    }

    Routes routes() {
        return routes;
    }

    Clients table() {
        return clients;
    }

    Master master() {
        return master;
    }

    /** Whether it is stopping: no new hook is called for a client. Any thread. */
    boolean isQuiet() {
        return quiet;
    }

    Publisher publisher() {
        return publisher;
    }

    /** The client cannot be reached any more; its hooks may still run. */
    void left(Client client) {
        topics.forget(client);
        pipes.unpipe(client);
        master.left(client);
        door.left(client);
    }

    /** The client's hooks have ended too. */
    void forget(Client client) {
        clients.remove(client);
    }
}
