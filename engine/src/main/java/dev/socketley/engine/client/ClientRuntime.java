package dev.socketley.engine.client;

import dev.socketley.engine.BackOff;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.RateLimit;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeSpec;
import dev.socketley.engine.Target;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.Dial;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.ClientTls;
import dev.socketley.engine.tls.TlsOptions;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connects to one server and, if told to, again whenever the connection is lost. What is sent
 * meanwhile waits. Hooks run one at a time: while one waits, nothing is read.
 *
 * <pre>
 * connecting ─ok─► connected ─on_connect, then the queue─► messages … ─lost─► on_disconnect
 *      ▲  └─ refused ─┐                                                            │
 *      └─ back-off ◄──┴────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Without {@code reconnect} the first connect is part of the start and fails it; a connection
 * lost later is not replaced, and sending then fails.
 *
 * <p><b>Thread:</b> home loop unless said otherwise. <b>Owns:</b> the connection. <b>Bounds:</b>
 * {@code queue-bytes-max}, {@code message-bytes-max}.
 */
public final class ClientRuntime extends Runtime {
    /** How often a start looks whether the runtime that it connects to runs by now. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final BackOff backOff = new BackOff();
    private long queueBytes;
    private Target target;
    private WebSocketTarget webSocket;
    private int closeCode;
    private byte[] closeReason;
    private ClientTls tls;
    private Link link;
    private CompletableFuture<Void> first;
    private long firstUntilNanos;
    private CompletableFuture<Void> closing;
    private ScheduledFuture<?> retry;
    private ScheduledFuture<?> idleCheck;
    private final RateLimit rateLimit = new RateLimit();
    private double rate;
    private long connectedNanos;
    private boolean connected;
    private boolean announced;
    private boolean serving;
    private boolean quiet;
    private boolean gaveUp;
    private boolean hookRunning;
    private boolean sending;

    public ClientRuntime(RuntimeSpec spec) {
        super(spec);
    }

    /** A message that waits for the connection. */
    private record Waiting(byte[] message, MessageKind kind) {}

    // ---- life ------------------------------------------------------------------------------

    @Override
    protected CompletionStage<Void> open() {
        serving = false;
        quiet = false;
        gaveUp = false;
        closing = null;
        backOff.reset();
        try {
            check(options());
            target = target();
        } catch (EngineException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!target.isSecure() && option(TlsOptions.TLS).equals("off")) {
            return firstConnect();
        }
        if (option(ClientOptions.UDP)) {
            return CompletableFuture.failedFuture(new EngineException(ErrorCode.EINVAL,
                "tls: not over UDP"));
        }
        return ClientTls.opening(name(), options(), TlsOptions.TO_SERVER)
            .thenComposeAsync(opened -> {
                tls = opened;
                return quiet ? CompletableFuture.completedFuture(null) : firstConnect();
            }, loop()).whenComplete((x, cause) -> {
                if (cause != null) {
                    closeTls();
                }
            });
    }

    private CompletableFuture<Void> firstConnect() {
        if (reconnects()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        first = result;
        firstUntilNanos = System.nanoTime() + option(ClientOptions.CONNECT_TIMEOUT).toNanos();
        connect();
        return result;
    }

    private void closeTls() {
        if (tls != null) {
            tls.close();
            tls = null;
        }
    }

    private Target target() {
        webSocket = webSocket(options());
        String text = option(ClientOptions.TARGET);
        Target read = target(text.isEmpty() ? "127.0.0.1:" + portWanted()
            : webSocket == null ? text : webSocket.authority());
        try {
            if (read.runtime() != null) {
                engine().registry().require(read.runtime());
            }
        } catch (EngineException e) {
            throw e.at("target");
        }
        return read;
    }

    private static Target target(String text) {
        try {
            return Target.of(text);
        } catch (EngineException e) {
            throw e.at("target");
        }
    }

    private static WebSocketTarget webSocket(OptionSet options) {
        String text = options.get(ClientOptions.TARGET);
        try {
            return WebSocketTarget.isOne(text) ? WebSocketTarget.of(text) : null;
        } catch (EngineException e) {
            throw e.at("target");
        }
    }

    private static void checkHeaders(Map<String, String> headers) {
        try {
            headers.forEach((name, value) ->
                HttpResponse.checkField(name, value.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.EINVAL, "ws_headers: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses options that cannot be meant together, and a target or a header field that is none.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        WebSocketTarget webSocket = webSocket(options);
        String text = options.get(ClientOptions.TARGET);
        if (!text.isEmpty()) {
            target(webSocket == null ? text : webSocket.authority());
        } else if (options.get(CommonOptions.PORT) == 0) {
            throw new EngineException(ErrorCode.EINVAL,
                "port: 1..65535 expected where no target is given, got 0");
        }
        if (options.get(ClientOptions.UDP)
                && (webSocket != null || !options.get(TlsOptions.TLS).equals("off"))) {
            throw new EngineException(ErrorCode.EINVAL,
                (webSocket == null ? "tls" : "target: a WebSocket") + ": not with udp = true");
        }
        checkHeaders(options.get(ClientOptions.WS_HEADERS));
    }

    private boolean reconnects() {
        return option(ClientOptions.RECONNECT) >= 0;
    }

    @Override
    protected void serve() {
        serving = true;
        changed(List.of());
        if (connected) {
            announce();
        } else if (link == null && reconnects()) {
            connect();
        }
    }

    @Override
    protected void changed(List<Option<?>> rows) {
        double perSecond = option(CommonOptions.RATE_LIMIT);
        double shared = option(CommonOptions.GLOBAL_RATE_LIMIT);
        rate = perSecond == 0 || shared != 0 && shared < perSecond ? shared : perSecond;
        checkIdleLater();
    }

    @Override
    protected void quiesce() {
        quiet = true;
        cancelTimers();
    }

    private void cancelTimers() {
        for (ScheduledFuture<?> timer : new ScheduledFuture<?>[] {retry, idleCheck}) {
            if (timer != null) {
                timer.cancel(false);
            }
        }
        retry = null;
        idleCheck = null;
    }

    @Override
    protected CompletionStage<Void> close(Duration drain) {
        quiet = true;
        cancelTimers();
        dropQueue();
        closeTls();
        CompletableFuture<Void> result = new CompletableFuture<>();
        closing = result;
        Link last = link;
        if (last == null || !connected) {
            link = null;
            result.complete(null);
        } else if (drain.isZero()) {
            last.closeNow();
        } else {
            ScheduledFuture<?> deadline = loop().schedule(last::closeNow, drain.toNanos(),
                TimeUnit.NANOSECONDS);
            result.whenComplete((x, cause) -> deadline.cancel(false));
            last.close();
        }
        return result;
    }

    // ---- connecting ------------------------------------------------------------------------

    private void connect() {
        retry = null;
        HostPort place = target.locate(engine().registry());
        if (place == null) {
            awaitRuntime();
            return;
        }
        Link made = option(ClientOptions.UDP) ? new DatagramLink(this)
            : webSocket != null ? new WebSocketLink(this, webSocket) : new StreamLink(this);
        link = made;
        network().resolve(place).thenComposeAsync(address -> made.open(place, address), loop())
            .whenCompleteAsync((x, cause) -> opened(made, cause), loop());
    }

    /** A start waits a while for a runtime that is being started too. */
    private void awaitRuntime() {
        if (first != null && System.nanoTime() - firstUntilNanos < 0) {
            retry = loop().schedule(this::connect, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            failed(new EngineException(ErrorCode.ECONNECT,
                "runtime '" + target + "' is not running"));
        }
    }

    /** Connects a stream as the options say. */
    CompletionStage<Connection> dial(HostPort place, SocketAddress address,
            ConnectionHandler handler) {
        return network().connect(loop(), new Dial(place, address,
            option(ClientOptions.CONNECT_TIMEOUT), CommonOptions.stream(options()), tls), handler);
    }

    private void opened(Link made, Throwable cause) {
        if (cause == null && (link != made || !made.isOpen())) {
            made.closeNow();
        }
        if (link != made) {
            return;
        }
        if (cause != null || !made.isOpen()) {
            link = null;
            failed(cause != null ? EngineException.of(cause)
                : new EngineException(ErrorCode.ECONNECT, target + ": closed at once"));
            return;
        }
        connected = true;
        connectedNanos = System.nanoTime();
        counters().set(Metric.CONNECTIONS, 1);
        counters().increment(Metric.TOTAL_CONNECTIONS);
        if (first != null) {
            CompletableFuture<Void> result = first;
            first = null;
            result.complete(null);
        } else {
            announce();
        }
    }

    private void failed(EngineException cause) {
        if (first != null) {
            CompletableFuture<Void> result = first;
            first = null;
            result.completeExceptionally(cause);
            return;
        }
        Log.warn("client_connect_failed", "name", name(), "cause", cause.getMessage());
        connectLater();
    }

    private void connectLater() {
        long most = option(ClientOptions.RECONNECT);
        if (quiet || most < 0 || most > 0 && backOff.attempts() >= most) {
            gaveUp = !quiet;
            if (gaveUp) {
                dropQueue();
                Log.warn("client_gave_up", "name", name(), "target", target,
                    "attempts", backOff.attempts());
            }
            return;
        }
        long wait = backOff.next(option(ClientOptions.RECONNECT_MS_MIN).toMillis(),
            option(ClientOptions.RECONNECT_MS_MAX).toMillis());
        retry = loop().schedule(this::connect, wait, TimeUnit.MILLISECONDS);
    }

    private void announce() {
        announced = true;
        checkIdleLater();
        run(Hook.ON_CONNECT, this::sendQueued, link.id());
    }

    /** Calls a hook, then goes on reading; what ended meanwhile is seen to afterwards. */
    private void run(Hook hook, Runnable then, Object... args) {
        hookRunning = true;
        fire(hook, (x, y, error) -> {
            hookRunning = false;
            then.run();
            if (connected) {
                link.goOn();
            } else if (link != null && announced) {
                takeLeave();
            }
        }, args);
    }

    // ---- what the link tells ---------------------------------------------------------------

    /** Whether messages may be handed over now. */
    boolean mayRead() {
        return connected && announced && !hookRunning && !quiet;
    }

    void message(byte[] message, MessageKind kind) {
        if (quiet) {
            return;
        }
        backOff.reset();
        counters().increment(Metric.TOTAL_MESSAGES);
        if (rate > 0 && !rateLimit.tryTake(rate, System.nanoTime())) {
            counters().increment(Metric.DROPPED_MESSAGES);
            return;
        }
        recordMessage(message);
        if (!option(ClientOptions.MODE).equals("out") && has(Hook.ON_MESSAGE)) {
            if (kind == null) {
                run(Hook.ON_MESSAGE, () -> {}, (Object) message);
            } else {
                run(Hook.ON_MESSAGE, () -> {}, message, kind == MessageKind.BINARY);
            }
        }
    }

    /** The WebSocket has ended, and why. */
    void closed(int code, byte[] reason) {
        closeCode = code;
        closeReason = reason;
    }

    /** What the server sends cannot be understood: the connection is given up. */
    void broken(String why, Runnable end) {
        counters().increment(Metric.LOST_CONNECTIONS);
        Log.warn("connection_broken", "name", name(), "cause", why);
        end.run();
    }

    void lost(Link from) {
        if (link != from || !connected) {
            return;
        }
        connected = false;
        counters().set(Metric.CONNECTIONS, 0);
        if (closing != null) {
            link = null;
            announced = false;
            closing.complete(null);
        } else if (!announced) {
            link = null;
            connectLater();
        } else if (!hookRunning) {
            takeLeave();
        }
    }

    /** The connection is gone and no hook runs: on_disconnect, then the next attempt. */
    private void takeLeave() {
        long id = link.id();
        link = null;
        announced = false;
        long lasted = System.nanoTime() - connectedNanos;
        if (lasted >= option(ClientOptions.RECONNECT_MS_MAX).toNanos()) {
            backOff.reset();
        }
        if (!quiet) {
            Log.info("client_disconnected", "name", name(), "target", target);
            int code = closeCode;
            closeCode = 0;
            if (code != 0 && has(Hook.ON_CLOSE)) {
                run(Hook.ON_CLOSE, () -> run(Hook.ON_DISCONNECT, this::connectLater, id), id,
                    code, closeReason);
            } else {
                run(Hook.ON_DISCONNECT, this::connectLater, id);
            }
        }
    }

    private void checkIdleLater() {
        if (idleCheck != null) {
            idleCheck.cancel(false);
            idleCheck = null;
        }
        long idle = option(CommonOptions.IDLE_TIMEOUT).toNanos();
        if (idle > 0 && connected) {
            long left = idle - (System.nanoTime() - link.lastReadNanos());
            idleCheck = loop().schedule(this::checkIdle, Math.max(1, left), TimeUnit.NANOSECONDS);
        }
    }

    private void checkIdle() {
        idleCheck = null;
        long idle = option(CommonOptions.IDLE_TIMEOUT).toNanos();
        if (connected && idle > 0 && System.nanoTime() - link.lastReadNanos() >= idle) {
            Log.info("connection_idle", "name", name(), "id", link.id());
            link.closeNow();
        } else {
            checkIdleLater();
        }
    }

    // ---- sending ---------------------------------------------------------------------------

    /**
     * Sends a message, with a newline behind it on TCP; {@code on_send} sees it first. It waits
     * while there is no connection; what waits is sent once {@code on_connect} has ended, behind
     * what is sent meanwhile.
     *
     * @throws EngineException ESTATE when it is not running or its mode is {@code in}; ECLOSED when
     *     the connection is lost for good; ELIMIT when more than {@code queue-bytes-max} would wait
     */
    @Override
    public void send(byte[] message) {
        send(message, null);
    }

    /**
     * As {@link #send(byte[])}.
     *
     * @param kind what a WebSocket is told that it is; null for text if it is UTF-8
     */
    public void send(byte[] message, MessageKind kind) {
        requireRunning();
        if (option(ClientOptions.MODE).equals("in")) {
            throw new EngineException(ErrorCode.ESTATE,
                "client '" + name() + "' only receives: mode=in");
        }
        if (gaveUp) {
            throw new EngineException(ErrorCode.ECLOSED,
                "client '" + name() + "' has lost its connection to " + target);
        }
        checkRoom((connected ? link.queuedBytes() : queueBytes) + message.length + 1);
        tellOnSend(message);
        if (connected) {
            write(message, kind);
        } else {
            queueBytes += message.length + 1;
            queue.add(new Waiting(message, kind));
        }
    }

    private void checkRoom(long waiting) {
        long most = Math.min(option(ClientOptions.QUEUE_BYTES_MAX),
            option(CommonOptions.WRITE_BYTES_MAX));
        if (waiting > most) {
            counters().increment(Metric.DROPPED_MESSAGES);
            throw new EngineException(ErrorCode.ELIMIT, "client '" + name() + "' would have "
                + waiting + " bytes waiting: queue-bytes-max " + most);
        }
    }

    /**
     * Sends a part of a message; what else is sent waits for the last part.
     *
     * @param kind of the message; looked at in its first part
     * @return false when it is not connected through a WebSocket
     * @throws EngineException ELIMIT when more than {@code queue-bytes-max} would wait
     */
    public boolean sendPart(byte[] part, boolean isLast, MessageKind kind) {
        requireRunning();
        if (!connected) {
            return false;
        }
        checkRoom(link.queuedBytes() + part.length);
        boolean sent = link.sendPart(part, isLast, kind);
        if (sent) {
            counters().add(Metric.BYTES_OUT, part.length);
            counters().add(Metric.SENT_MESSAGES, isLast ? 1 : 0);
        }
        return sent;
    }

    /** The sub-protocol that the server chose, or null. */
    public String subProtocol() {
        return connected ? link.protocol() : null;
    }

    /** What is queued for the server is under the low watermark again. */
    void drained() {
        if (connected && !quiet) {
            fire(Hook.ON_DRAIN, HookDone.IGNORED, link.id());
        }
    }

    private void tellOnSend(byte[] message) {
        if (!sending && has(Hook.ON_SEND)) {
            sending = true;
            try {
                fire(Hook.ON_SEND, HookDone.IGNORED, (Object) message);
            } finally {
                sending = false;
            }
        }
    }

    private void write(byte[] message, MessageKind kind) {
        counters().increment(Metric.SENT_MESSAGES);
        counters().add(Metric.BYTES_OUT, message.length);
        link.send(message, kind);
    }

    private void sendQueued() {
        while (connected && !queue.isEmpty()) {
            Waiting next = queue.poll();
            queueBytes -= next.message.length + 1;
            write(next.message, next.kind);
        }
    }

    private void dropQueue() {
        counters().add(Metric.DROPPED_MESSAGES, queue.size());
        queue.clear();
        queueBytes = 0;
    }

    /**
     * Closes the connection after what is queued, telling a WebSocket why; {@code reconnect} says
     * what follows.
     *
     * @return false when there is none
     * @throws EngineException EINVAL for a code that must not be sent
     */
    public boolean disconnect(int code, byte[] reason) {
        if (!CloseCode.isValid(code)) {
            throw new EngineException(ErrorCode.EINVAL, CloseCode.expected(code));
        }
        if (connected) {
            link.close(code, reason);
        }
        return connected;
    }

    // ---- what scripts ask ------------------------------------------------------------------

    /** 1 while connected, else 0. */
    public int connections() {
        return connected ? 1 : 0;
    }

    /** A client listens on no port. Any thread. */
    @Override
    public int port() {
        return 0;
    }

    @Override
    protected void addStats(Map<String, Object> to) {
        String text = option(ClientOptions.TARGET);
        to.put("target", text.isEmpty() ? "127.0.0.1:" + portWanted() : text);
    }
}
