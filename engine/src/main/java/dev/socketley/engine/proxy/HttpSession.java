package dev.socketley.engine.proxy;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.RateLimit;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.HttpAnswers;
import dev.socketley.engine.log.AccessLine;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.http1.FieldName;
import dev.socketley.engine.protocol.http1.Http1Encoder;
import dev.socketley.engine.protocol.http1.Http1Request;
import dev.socketley.engine.protocol.http1.HttpBody;
import dev.socketley.engine.protocol.http1.HttpHead;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client in HTTP mode. Its requests are served one after the other, each routed on its own;
 * what comes too early waits in the connection.
 *
 * <pre>
 * HEAD ─head─► DECIDE ─backend─► BODY ─all sent─► RESPONSE ─all received─► HEAD
 *                 └─ refused ─► DISCARD ─ rest of the body ─► HEAD
 * any ─ the connection cannot go on ─► LINGER: input is ignored until the client closes
 * </pre>
 */
final class HttpSession extends Session {
    private enum State { HEAD, DECIDE, BODY, RESPONSE, DISCARD, LINGER }

    /** A refused request's body up to this is read to keep the connection. */
    private static final int DISCARD_BYTES_MAX = 256 << 10;
    /** As nginx writes it of a client that left before there was an answer. */
    private static final int CLIENT_GONE = 499;

    private final HttpHead received = HttpHead.ofRequest();
    private final HttpBody body = new HttpBody();
    private final RateLimit rate = new RateLimit();
    private final List<Backend> tried = new ArrayList<>(2);
    private HttpHead head = received;
    private State state = State.HEAD;
    private HttpLink link;
    private Backend backend;
    private boolean keepAlive;
    private boolean rechunks;
    private boolean responds;
    private boolean chosen;
    private long headSinceNanos;
    private long progressNanos;
    private long discarded;
    /** When the request began, or 0 where nobody wants to know; what had been sent; its status. */
    private long beganNanos;
    private long sentBefore;
    private int status;
    private boolean connecting;
    /** The script is asked for the page of an error. */
    private boolean refusing;

    HttpSession(ProxyRuntime proxy) {
        super(proxy);
    }

    @Override
    public void onOpen(Connection connection) {
        client = connection;
        progressNanos = System.nanoTime();
        connecting = true;
        if (proxy.admit(this)) {
            announce();
            fire(Hook.ON_CONNECT, (x, y, error) -> connecting = false, id());
        }
    }

    // ---- input -----------------------------------------------------------------------------

    @Override
    public void onReadable(Connection connection, ByteBuf input) {
        int before = input.readableBytes();
        try {
            consume(input);
        } catch (ProtocolException e) {
            dropLink();
            refuse(e.status(), false);
        }
        proxy.counters().add(Metric.BYTES_IN, before - input.readableBytes());
    }

    private void consume(ByteBuf input) throws ProtocolException {
        boolean held = proxy.isStopping() && (state == State.HEAD || rechunks);
        if (isHookRunning() || connecting || held) {
            client.pause();
            return;
        }
        switch (state) {
            case HEAD -> head(input);
            case BODY -> body(input);
            case DISCARD -> discard(input);
            case LINGER -> input.skipBytes(input.readableBytes());
            default -> client.pause();
        }
    }

    private void head(ByteBuf input) throws ProtocolException {
        if (headSinceNanos == 0) {
            headSinceNanos = System.nanoTime();
        }
        if (received.parse(input, proxy.option(HttpLimitOptions.HEAD_BYTES_MAX).intValue())) {
            headSinceNanos = 0;
            begin();
        }
    }

    private void begin() {
        proxy.counters().increment(Metric.TOTAL_MESSAGES);
        progressNanos = System.nanoTime();
        beganNanos = proxy.records().hasRequests() ? progressNanos : 0;
        sentBefore = client.bytesOut();
        status = 0;
        state = State.DECIDE;
        head = received;
        keepAlive = head.keepsAlive();
        tried.clear();
        body.ofRequest(head);
        if (head.methodIs("CONNECT")) {
            refuse(501, false);
        } else if (!rate.tryTake(proxy.option(CommonOptions.RATE_LIMIT), progressNanos)
                || !proxy.mayTake()) {
            proxy.counters().increment(Metric.DROPPED_MESSAGES);
            refuse(429, true);
        } else if (isTooLong(received.contentLength())) {
            refuse(413, false);
        } else if (!stripPrefix(head)) {
            refuse(404, true);
        } else {
            authorize();
        }
    }

    private boolean isTooLong(long bytes) {
        long most = proxy.option(ProxyOptions.BODY_BYTES_MAX);
        return most > 0 && bytes > most;
    }

    private boolean stripPrefix(HttpHead of) {
        String prefix = proxy.option(ProxyOptions.PREFIX);
        return prefix.isEmpty() || of.stripPrefix(prefix.getBytes(StandardCharsets.UTF_8));
    }

    private void authorize() {
        if (!proxy.has(Hook.ON_AUTH)) {
            route();
            return;
        }
        fire(Hook.ON_AUTH, (result, x, error) -> {
            if (error == null && Boolean.TRUE.equals(result)) {
                route();
            } else if (error == null && result instanceof Map<?, ?>) {
                refuse(page(401, result, null), true);
            } else {
                refuse(401, true);
            }
        }, id(), Requests.describe(head));
    }

    private void route() {
        if (proxy.asksRoute()) {
            fire(Hook.ON_ROUTE, (choice, x, error) -> routed(choice), head.method(), head.path(),
                Requests.describe(head), id());
        } else {
            routed(null);
        }
    }

    private void routed(Object choice) {
        Backend to = proxy.chosen(choice);
        chosen = to != null;
        edit(chosen ? to : Boolean.FALSE.equals(choice) ? null : proxy.pick(this, tried));
    }

    /** Lets the script see, change or drop the head. */
    private void edit(Backend to) {
        rechunks = false;
        if (to == null || !proxy.has(Hook.ON_PROXY_REQUEST)) {
            dispatch(to);
            return;
        }
        rechunks = !body.isDone();
        fire(Hook.ON_PROXY_REQUEST, (result, x, error) -> {
            byte[] other = Values.bytes(result);
            if (error == null && result == null) {
                refuse(403, true);
            } else if (error != null || other == null || replaceHead(other)) {
                dispatch(to);
            }
        }, id(), head.toBytes());
    }

    private boolean replaceHead(byte[] bytes) {
        HttpHead other = HttpHead.ofRequest();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            if (!other.parse(in, Integer.MAX_VALUE) || in.isReadable()) {
                throw new EngineException(ErrorCode.ESCRIPT,
                    "one whole head expected");
            }
        } catch (ProtocolException | EngineException e) {
            Log.error("hook_result_refused", "runtime", proxy.name(), "hook", "on_proxy_request",
                "cause", e.getMessage());
            refuse(502, true);
            return false;
        }
        stripPrefix(other);
        head = other;
        return true;
    }

    // ---- to the backend --------------------------------------------------------------------

    private void dispatch(Backend to) {
        if (isClosed()) {
            return;
        }
        if (to == null || to.place() == null) {
            refuse(503, true);
            return;
        }
        backend = to;
        HttpLink idle = to.takeIdle();
        if (idle != null) {
            idle.take(this, true);
            send(idle);
        } else {
            connect(to);
        }
    }

    private void connect(Backend to) {
        tried.add(to);
        HttpLink fresh = new HttpLink(proxy, to);
        proxy.connect(to, fresh, connection -> {
            fresh.opened(connection);
            if (isClosed() || state != State.DECIDE) {
                fresh.drop();
                return;
            }
            fresh.take(this, false);
            send(fresh);
            goOn();
        }, cause -> {
            Backend other = another();
            if (other != null) {
                dispatch(other);
            } else if (!isClosed()) {
                refuse(502, true);
            }
        });
    }

    /** The next backend to try for this request, or null. */
    private Backend another() {
        return isClosed() || chosen || tried.size() > proxy.option(ProxyOptions.RETRY) ? null
            : proxy.pick(this, tried);
    }

    private void send(HttpLink to) {
        link = to;
        progressNanos = System.nanoTime();
        HeadWriter.Framing framing = body.isDone() && body.framing() == HttpBody.Framing.NONE
            ? received.contentLength() == 0 ? HeadWriter.Framing.LENGTH : HeadWriter.Framing.NONE
            : rechunks || received.isChunked() ? HeadWriter.Framing.CHUNKED
            : HeadWriter.Framing.LENGTH;
        to.write(proxy.heads().request(client, head, backend.place(), framing,
            received.contentLength(), wantsUpgrade()));
        state = body.isDone() ? State.RESPONSE : State.BODY;
    }

    private void body(ByteBuf input) throws ProtocolException {
        progressNanos = System.nanoTime();
        if (rechunks) {
            bodyThroughHook(input);
        } else {
            int from = input.readerIndex();
            int n = body.skip(input);
            link.write(input.retainedSlice(from, n));
        }
        if (isTooLong(body.payloadBytes())) {
            dropLink();
            refuse(413, false);
            return;
        }
        if (body.isDone() && !isHookRunning() && state == State.BODY) {
            bodySent();
        }
        if (isHookRunning() || link != null && !link.isWritable()) {
            client.pause(); // an end that comes while the hook runs is heard of after it
        }
    }

    private void bodyThroughHook(ByteBuf input) throws ProtocolException {
        int n = body.next(input);
        if (n == 0) {
            return;
        }
        byte[] payload = new byte[n];
        input.readBytes(payload);
        fire(Hook.ON_PROXY_REQUEST, (result, x, error) -> {
            byte[] passed = Requests.passed(payload, result, error);
            if (link != null && passed.length > 0) {
                link.write(HeadWriter.chunk(client.alloc(),
                    Unpooled.wrappedBuffer(passed)));
            }
            if (body.isDone() && state == State.BODY) {
                bodySent();
            }
        }, id(), payload);
    }

    private void bodySent() {
        if (rechunks) {
            link.write(HeadWriter.lastChunk(client.alloc()));
        }
        state = State.RESPONSE;
    }

    // ---- what the link asks and tells ------------------------------------------------------

    boolean isHttp10() {
        return received.isHttp10();
    }

    boolean isToHead() {
        return received.methodIs("HEAD");
    }

    boolean wantsUpgrade() {
        return body.framing() == HttpBody.Framing.NONE && received.upgradesToWebSocket();
    }

    /** Whether the whole request has been passed on. */
    boolean isSent() {
        return state == State.RESPONSE;
    }

    boolean keepsAlive() {
        return keepAlive && isSent() && !proxy.isStopping();
    }

    void endsAfterResponse() {
        keepAlive = false;
    }

    /** The status of the response that begins. */
    void answers(int with) {
        status = with;
    }

    /** Puts the request down, if it has begun and has not been put down yet. */
    private void log() {
        if (beganNanos != 0) {
            proxy.records().request(AccessLine.of(client.peerIp(), new Http1Request(received),
                status == 0 ? CLIENT_GONE : status, client.bytesOut() - sentBefore,
                System.nanoTime() - beganNanos));
            beganNanos = 0;
        }
    }

    /** Sends bytes of a response to the client. */
    void respond(ByteBuf bytes) {
        responds = true;
        progressNanos = System.nanoTime();
        proxy.counters().add(Metric.BYTES_OUT, bytes.readableBytes());
        client.write(bytes);
    }

    /** The response is complete; the link is no longer this session's. */
    void responded() {
        link = null;
        proxy.counters().increment(Metric.SENT_MESSAGES);
        log();
        if (keepAlive && state == State.RESPONSE && !proxy.isStopping()) {
            next();
        } else {
            part();
        }
    }

    /** The backend granted the WebSocket: both sides are joined for good. */
    void upgraded(Connection to) {
        link = null;
        status = 101;
        log();
        join(to);
    }

    /** The backend failed before its response was complete. */
    void lost(HttpLink from, int failure) {
        link = null;
        boolean repeats = !from.isAnswered() && failure == 502 && isRepeatable();
        Backend next = !repeats ? null : from.isReused() ? backend : another();
        if (next != null) {
            state = State.DECIDE;
            if (next == backend) {
                connect(next);
            } else {
                dispatch(next);
            }
        } else if (responds) {
            log();
            client.close();
            lastWords();
        } else {
            refuse(failure, true);
        }
    }

    private boolean isRepeatable() {
        return state == State.RESPONSE && body.framing() == HttpBody.Framing.NONE
            && head.isIdempotent();
    }

    // ---- ends ------------------------------------------------------------------------------

    /** @param mayGoOn whether the end of the request is known */
    private void refuse(int status, boolean mayGoOn) {
        if (refusing) {
            return;
        }
        boolean late = isClosed() || responds || state == State.LINGER || proxy.isStopping();
        if (late || isHookRunning() || !proxy.has(Hook.ON_HTTP_ERROR)) {
            refuse(HttpResponse.plain(status), mayGoOn);
            return;
        }
        refusing = true;
        fire(Hook.ON_HTTP_ERROR, (result, second, error) -> {
            refusing = false;
            refuse(page(status, error == null ? result : null, second), mayGoOn);
        }, status, state == State.HEAD ? null : Requests.describe(head));
    }

    /** What a hook has instead of the proxy's own words. */
    private HttpResponse page(int status, Object first, Object second) {
        HttpResponse own = HttpResponse.plain(status);
        try {
            Object result = HttpAnswers.joined(first, second);
            if (result instanceof Map<?, ?> table && table.containsKey("file")) {
                throw new IllegalArgumentException("file: not from a proxy; read it into body");
            }
            return HttpAnswers.page(result, own);
        } catch (IllegalArgumentException e) {
            Log.warn("http_answer_refused", "id", id(), "runtime", proxy.name(), "cause",
                e.getMessage());
            return own;
        }
    }

    /** Answers instead of a backend; the rest of the request is read over if it is not long. */
    private void refuse(HttpResponse response, boolean mayGoOn) {
        if (isClosed() || state == State.LINGER) {
            return;
        }
        if (responds) {
            client.close();
            lastWords();
            return;
        }
        boolean waits = received.has(FieldName.EXPECT) && !body.isDone();
        keepAlive = mayGoOn && keepAlive && !waits && received.contentLength() <= DISCARD_BYTES_MAX
            && !response.closes() && !proxy.isStopping();
        boolean toHead = mayGoOn && isToHead();
        ByteBuf out = client.alloc().buffer(Http1Encoder.wholeBytesMax(response, toHead));
        Http1Encoder.whole(response, received.isHttp10(), toHead, keepAlive, out);
        respond(out);
        answers(response.status());
        if (state == State.HEAD && proxy.records().hasRequests()) {
            proxy.records().request(AccessLine.of(client.peerIp(), null, status, client.bytesOut(), 0));
        }
        log();
        if (!keepAlive) {
            part();
        } else if (body.isDone()) {
            next();
        } else {
            discarded = 0;
            state = State.DISCARD;
            client.resume();
        }
    }

    private void discard(ByteBuf input) throws ProtocolException {
        discarded += body.skip(input);
        if (body.isDone()) {
            next();
        } else if (discarded > DISCARD_BYTES_MAX) {
            part();
        }
    }

    private void next() {
        state = State.HEAD;
        responds = false;
        progressNanos = System.nanoTime();
        client.resume();
    }

    /** Ends the connection so that what was sent arrives even when more input is on its way. */
    private void part() {
        if (state == State.RESPONSE && !client.isPaused()) {
            client.close();
        } else {
            client.endOutput();
            state = State.LINGER;
            client.resume();
        }
        lastWords();
    }

    private void dropLink() {
        if (link != null) {
            HttpLink gone = link;
            link = null;
            gone.drop();
        }
    }

    @Override
    public void onEnd(Connection connection) {
        if (refusing) {
            keepAlive = false;
        } else if (state == State.DECIDE || state == State.RESPONSE) {
            keepAlive = false;
        } else {
            dropLink();
            client.close();
            lastWords();
        }
    }

    @Override
    public void onDrain(Connection connection) {
        if (link != null) {
            link.goOn();
        }
    }

    @Override
    void goOn() {
        if (tunnel() != null) {
            tunnel().goOn();
            return;
        }
        client.resume();
        if (link != null) {
            link.goOn();
        }
    }

    @Override
    void abandoned() {
        log();
        dropLink();
    }

    @Override
    void drain() {
        if (tunnel() != null) {
            tunnel().close();
        } else if (state == State.HEAD || proxy.has(Hook.ON_PROXY_REQUEST)
                || proxy.has(Hook.ON_PROXY_RESPONSE)) {
            client.close();
        } else {
            keepAlive = false;
        }
        lastWordsIfClosing();
    }

    private void lastWordsIfClosing() {
        if (!client.isOpen()) {
            lastWords();
        }
    }

    @Override
    void check(long nowNanos) {
        if (checkParting(nowNanos)) {
            return;
        }
        if (tunnel() != null) {
            tunnel().check(nowNanos);
            return;
        }
        long idle = idleNanosMax();
        long headMax = proxy.option(HttpLimitOptions.REQUEST_TIMEOUT).toNanos();
        long responseMax = proxy.option(ProxyOptions.RESPONSE_TIMEOUT).toNanos();
        if (headMax > 0 && headSinceNanos != 0 && nowNanos - headSinceNanos > headMax) {
            refuse(408, false);
        } else if (isStuck(nowNanos)) {
            lose();
        } else if (isBackendSlow() && responseMax > 0 && nowNanos - progressNanos > responseMax) {
            dropLink();
            refuse(504, state != State.BODY);
        } else if (idle > 0 && isClientSilent()
                && nowNanos - Math.max(progressNanos, client.lastReadNanos()) > idle) {
            client.closeNow();
        }
    }

    /** How long the client may be silent now, or 0. */
    private long idleNanosMax() {
        long idle = proxy.option(CommonOptions.IDLE_TIMEOUT).toNanos();
        long between = state == State.HEAD && headSinceNanos == 0
            ? proxy.option(HttpLimitOptions.KEEPALIVE_TIMEOUT).toNanos() : 0;
        return idle == 0 || between == 0 ? idle + between : Math.min(idle, between);
    }

    /** Whether it is the client that everything waits for: for a request, or the rest of one. */
    private boolean isClientSilent() {
        return link == null ? state != State.DECIDE
            : state == State.BODY && !isHookRunning() && link.isWritable();
    }

    /** Whether it is the backend that everything waits for. */
    private boolean isBackendSlow() {
        return link != null && !isHookRunning() && client.isWritable()
            && (state == State.RESPONSE || !link.isWritable());
    }
}
