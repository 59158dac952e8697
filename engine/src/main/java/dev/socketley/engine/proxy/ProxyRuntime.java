package dev.socketley.engine.proxy;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.Listening;
import dev.socketley.engine.RateLimit;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeSpec;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.Recording;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.Dial;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.net.StreamSettings;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.ClientTls;
import dev.socketley.engine.tls.TlsOptions;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Accepts clients and passes what they send to backends: per request in HTTP mode, per connection
 * in TCP mode. A {@code Session} is a client, a {@code Backend} a place to connect to, an {@code
 * HttpLink} a connection to one; {@code Tunnel} joins two connections.
 *
 * <p><b>Thread:</b> home loop unless said otherwise. <b>Owns:</b> the listener, the sessions and
 * the connections to backends. <b>Bounds:</b> {@code max-connections}, {@code head-bytes-max},
 * {@code idle-backends-max}, the watermarks and the timeouts of {@link ProxyOptions}.
 */
public final class ProxyRuntime extends Runtime {
    private static final Duration CHECK_EVERY_MIN = Duration.ofMillis(10);
    private static final Duration CHECK_EVERY_MAX = Duration.ofSeconds(1);

    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final RateLimit globalRate = new RateLimit();
    private final Backends backends;
    private StreamSettings stream;
    private CompletableFuture<ClientTls> backendTls;
    private Listener listener;
    private volatile int boundPort;
    private ScheduledFuture<?> checks;
    private HeadWriter heads;
    private boolean stopping;
    private CompletableFuture<Void> emptied;

    public ProxyRuntime(RuntimeSpec spec) {
        super(spec);
        heads = new HeadWriter(spec.options());
        backends = new Backends(spec.engine().registry(), this);
    }

    /**
     * Refuses options that cannot be meant together.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        Listening.check(options);
        Backends.check(options.get(ProxyOptions.BACKENDS));
        if (options.get(ProxyOptions.BACKEND_PROXY_PROTOCOL).equals("off")) {
            return;
        }
        String why = !options.get(ProxyOptions.PROTOCOL).equals("tcp")
            ? "only with protocol = \"tcp\"; HTTP has X-Forwarded-For"
            : options.get(ProxyOptions.BACKENDS).stream().anyMatch(b -> b.matches("(?i)(tls|https)://.*"))
            ? "not to backends over TLS" : null;
        if (why != null) {
            throw new EngineException(ErrorCode.EINVAL, "backend_proxy_protocol: " + why);
        }
    }

    // ---- life ------------------------------------------------------------------------------

    @Override
    protected CompletionStage<Void> open() {
        heads = new HeadWriter(options());
        stopping = false;
        emptied = null;
        try {
            backends.configure(option(ProxyOptions.BACKENDS));
            checkPrefix();
        } catch (EngineException e) {
            return CompletableFuture.failedFuture(e);
        }
        backends.unknown().forEach(name ->
            Log.warn("backend_unknown", "name", name(), "backend", name));
        stream = CommonOptions.stream(options());
        boolean tcp = option(ProxyOptions.PROTOCOL).equals("tcp");
        CompletionStage<?> files = backends.anySecure() ? backendTls()
            : CompletableFuture.completedFuture(null);
        return files.thenComposeAsync(x -> Listening.open(this, portWanted(),
                () -> tcp ? new TcpSession(this) : new HttpSession(this)), loop())
            .thenAccept(bound -> {
                listener = bound;
                boundPort = bound.port();
            }).whenComplete((x, cause) -> {
                if (cause != null) {
                    closeBackendTls();
                }
            });
    }

    /** What backends are told and believed; its files are read once. */
    private CompletableFuture<ClientTls> backendTls() {
        if (backendTls == null) {
            backendTls = ClientTls.opening(name(), options(), TlsOptions.TO_BACKEND);
        }
        return backendTls;
    }

    private void closeBackendTls() {
        if (backendTls != null) {
            backendTls.thenAccept(ClientTls::close);
            backendTls = null;
        }
    }

    private void checkPrefix() {
        String prefix = option(ProxyOptions.PREFIX);
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new EngineException(ErrorCode.EINVAL,
                "prefix: a path like /api expected, got \"" + prefix + '"');
        }
    }

    @Override
    protected void serve() {
        listener.accept();
        scheduleChecks();
    }

    @Override
    protected void quiesce() {
        stopping = true;
        listener.close();
    }

    @Override
    protected CompletionStage<Void> close(Duration drain) {
        stopping = true;
        if (checks != null) {
            checks.cancel(false);
        }
        boundPort = 0;
        emptied = new CompletableFuture<>();
        CompletableFuture<Void> result = emptied;
        List<Session> open = new ArrayList<>(sessions.values());
        if (drain.isZero()) {
            open.forEach(s -> s.client.closeNow());
        } else {
            open.forEach(Session::drain);
            ScheduledFuture<?> deadline = loop().schedule(
                () -> new ArrayList<>(sessions.values()).forEach(s -> s.client.closeNow()),
                drain.toNanos(), TimeUnit.NANOSECONDS);
            result.whenComplete((x, cause) -> deadline.cancel(false));
        }
        if (sessions.isEmpty()) {
            result.complete(null);
        }
        return result.thenCompose(x -> {
            backends.closeIdle();
            closeBackendTls();
            return listener == null ? CompletableFuture.completedFuture(null) : listener.close();
        });
    }

    @Override
    protected void changed(List<Option<?>> rows) {
        heads = new HeadWriter(options());
        if (rows.contains(ProxyOptions.BACKENDS)) {
            try {
                backends.configure(option(ProxyOptions.BACKENDS));
            } catch (EngineException e) {
                Log.error("backends_kept", "name", name(), "cause", e.getMessage());
            }
        }
        scheduleChecks();
    }

    private void scheduleChecks() {
        if (checks != null) {
            checks.cancel(false);
        }
        Duration shortest = CHECK_EVERY_MAX.multipliedBy(4);
        for (Option<Duration> row : List.of(CommonOptions.IDLE_TIMEOUT,
                ProxyOptions.RESPONSE_TIMEOUT, HttpLimitOptions.REQUEST_TIMEOUT,
                HttpLimitOptions.KEEPALIVE_TIMEOUT, HttpLimitOptions.SEND_TIMEOUT,
                ProxyOptions.IDLE_BACKEND_TIMEOUT)) {
            Duration d = option(row);
            shortest = d.isZero() || d.compareTo(shortest) > 0 ? shortest : d;
        }
        long every = Math.max(CHECK_EVERY_MIN.toNanos(), shortest.toNanos() / 4);
        checks = loop().scheduleWithFixedDelay(this::check, every, every, TimeUnit.NANOSECONDS);
    }

    private void check() {
        long now = System.nanoTime();
        for (Session session : new ArrayList<>(sessions.values())) {
            session.check(now);
        }
        long kept = option(ProxyOptions.IDLE_BACKEND_TIMEOUT).toNanos();
        if (kept > 0) {
            backends.closeIdleSince(now - kept);
        }
    }

    // ---- what sessions ask -----------------------------------------------------------------

    /** Where its requests are put down. */
    Recording records() {
        return recording();
    }

    HeadWriter heads() {
        return heads;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Enters a client, or closes it when there are too many. */
    boolean admit(Session session) {
        long most = option(CommonOptions.MAX_CONNECTIONS);
        boolean full = most > 0 && sessions.size() >= most;
        boolean tcp = session instanceof TcpSession;
        sessions.put(session.id(), session);
        counters().set(Metric.CONNECTIONS, sessions.size());
        if (stopping || full || tcp && !mayTake()) {
            refused(session);
            return false;
        }
        counters().increment(Metric.TOTAL_CONNECTIONS);
        return true;
    }

    void refused(Session session) {
        counters().increment(Metric.REFUSED_CONNECTIONS);
        session.client.close();
    }

    /** Takes one request, or connection in TCP mode, from the rate that all share. */
    boolean mayTake() {
        return globalRate.tryTake(option(CommonOptions.GLOBAL_RATE_LIMIT), System.nanoTime());
    }

    void gone(Session session) {
        sessions.remove(session.id());
        counters().set(Metric.CONNECTIONS, sessions.size());
        if (emptied != null && sessions.isEmpty()) {
            emptied.complete(null);
        }
    }

    /** Whether the script chooses backends. */
    boolean asksRoute() {
        return has(Hook.ON_ROUTE) && (option(ProxyOptions.STRATEGY).equals("lua")
            || !options().has(ProxyOptions.STRATEGY));
    }

    /** The backend that a result of on_route names, also when it is not running, or null. */
    Backend chosen(Object choice) {
        return choice == null ? null : backends.chosen(choice);
    }

    /**
     * The backend whose turn it is.
     *
     * @param session whose client it is for
     * @param tried   those that did not accept a connection
     * @return null when there is none left
     */
    Backend pick(Session session, Collection<Backend> tried) {
        return backends.pick(option(ProxyOptions.STRATEGY), session.client.peerIp(), tried,
            System.nanoTime());
    }

    /** Connects; exactly one of the two is told, on the home loop. */
    void connect(Backend backend, ConnectionHandler handler, Consumer<Connection> connected,
            Consumer<EngineException> failed) {
        HostPort place = backend.place();
        SocketAddress known = backend.address(System.nanoTime());
        Consumer<Throwable> refusal = cause -> {
            EngineException e = EngineException.of(cause);
            backend.refused(System.nanoTime());
            Log.warn("backend_failed", "name", name(), "backend", backend.name(),
                "cause", e.getMessage());
            failed.accept(e);
        };
        Consumer<SocketAddress> dial = address -> dial(backend, place, address, handler)
            .whenComplete((made, cause) -> {
                if (cause != null) {
                    refusal.accept(cause);
                } else {
                    backend.accepted();
                    connected.accept(made);
                }
            });
        if (known != null) {
            dial.accept(known);
            return;
        }
        network().resolve(place).whenCompleteAsync((address, cause) -> {
            if (cause != null) {
                refusal.accept(cause);
            } else {
                backend.address(address, System.nanoTime());
                dial.accept(address);
            }
        }, loop());
    }

    private CompletionStage<Connection> dial(Backend backend, HostPort place,
            SocketAddress address, ConnectionHandler handler) {
        Duration timeout = option(ProxyOptions.CONNECT_TIMEOUT);
        return !backend.isSecure()
            ? network().connect(loop(), new Dial(place, address, timeout, stream, null), handler)
            : backendTls().thenComposeAsync(tls -> network().connect(loop(),
                new Dial(place, address, timeout, stream, tls), handler), loop());
    }

    // ---- what scripts ask ------------------------------------------------------------------

    /** The bound port. Any thread. */
    @Override
    public int port() {
        return boundPort != 0 ? boundPort : portWanted();
    }

    public int connections() {
        return sessions.size();
    }

    /** Ids of the clients, in the order they came. */
    public long[] clients() {
        return sessions.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    /** A client's address without a port, or null when there is none of that id. */
    public String peerIp(long id) {
        Session session = sessions.get(id);
        return session == null ? null : session.client.peerIp();
    }

    /** Facts of a client's TLS as {@code TlsSession} names them, or null without TLS. */
    public Map<String, Object> tls(long id) {
        Session session = sessions.get(id);
        return session == null ? null : session.client.tls();
    }

    /** Closes a client after what is queued for it; false when there is none of that id. */
    public boolean closeClient(long id) {
        Session session = sessions.get(id);
        if (session == null) {
            return false;
        }
        session.client.close();
        session.lastWords();
        return true;
    }

    /** The backends there are now: as listed, with groups spelled out. */
    public List<String> backends() {
        return backends.names();
    }

    @Override
    protected void addStats(Map<String, Object> to) {
        to.put("backend_count", (long) option(ProxyOptions.BACKENDS).size());
    }
}
