package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.http1.Http1Encoder;
import dev.socketley.engine.protocol.http1.Http1Request;
import dev.socketley.engine.protocol.http1.HttpHead;
import dev.socketley.engine.protocol.websocket.WebSocketHandshake;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/1.1: requests go to {@code on_http_request} one at a time and in order, until one asks for
 * a WebSocket. Messages of the server do not reach an HTTP connection; what was sent before its
 * first request waits for that request to say whether it is one.
 */
final class HttpProtocol implements Protocol {
    private static final int UPGRADE_REQUIRED = 426;
    private static final byte[] WEBSOCKET_VERSION = {'1', '3'};
    private static final byte[] CONTINUE =
        "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A longer body goes out as it is: a copy would take long before its first byte is sent. */
    private static final int COPIED_BYTES_MAX = 64 << 10;

    private final Link link;
    private WaitingOutput waiting;
    /** The head that is being read, or null between requests. */
    private HttpHead head;
    /** One to read the next into, or null. */
    private HttpHead spare;
    /** The request that is being served, or null. */
    private Http1Exchange current;
    private ScheduledFuture<?> timer;
    private ScheduledFuture<?> idleLook;
    private int answered;
    /** How many had been answered when the connection was looked at last. */
    private int answeredBefore;
    /** The script is asked for the last page of the connection. */
    private boolean refused;

    HttpProtocol(Link link, WaitingOutput waiting) {
        this.link = link;
        this.waiting = waiting;
    }

    // ---- input ------------------------------------------------------------------------------

    @Override
    public boolean read(ByteBuf input) {
        if (refused) {
            return false;
        }
        try {
            return current == null ? readHead(input) : current.readBody(input);
        } catch (ProtocolException e) {
            refuse(e);
            return false;
        }
    }

    private boolean readHead(ByteBuf input) throws ProtocolException {
        if (head == null) {
            head = spare == null ? HttpHead.ofRequest() : spare;
            spare = null;
        }
        HttpSettings settings = link.settings().http();
        if (!head.parse(input, settings.headBytesMax(), settings.headFieldsMax())) {
            startTimer(settings.requestMs());
            return false;
        }
        stopTimer();
        HttpHead whole = head;
        head = null;
        begin(whole, settings);
        return link.protocol() != this || current == null || current.readBody(input);
    }

    private void begin(HttpHead whole, HttpSettings settings) throws ProtocolException {
        if (whole.isUnservable()) {
            throw new ProtocolException(501, "a method is in capitals and not CONNECT");
        }
        Http1Request request = new Http1Request(whole);
        String expect = whole.isHttp10() ? null : request.headers().first("expect");
        try {
            if (WebSocketHandshake.isAsked(request)) {
                if (whole.isChunked() || whole.contentLength() > 0) {
                    throw new ProtocolException(400, "a websocket handshake has no body");
                }
                new WebSocketUpgrade(link, waiting).begin(request);
                return;
            }
            check(whole, expect, settings);
        } catch (ProtocolException e) {
            current = new Http1Exchange(this, link, request, whole, false);
            throw e;
        }
        waiting = null;
        current = new Http1Exchange(this, link, request, whole, expect != null);
        current.start();
    }

    private static void check(HttpHead whole, String expect, HttpSettings settings)
            throws ProtocolException {
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            throw new ProtocolException(417, "expectation other than 100-continue");
        }
        if (whole.contentLength() > settings.bodyBytesMax()) {
            throw settings.tooLong(whole.contentLength());
        }
    }

    private void startTimer(long ms) {
        if (timer == null && ms > 0) {
            timer = link.loop().schedule(() -> refuse(new ProtocolException(408,
                "head takes longer than request-timeout " + ms + " ms")), ms,
                TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** A timer for each request would cost too much: one looks whether any came since it did last. */
    private void lookLater() {
        long ms = link.settings().http().keepAliveMs();
        if (idleLook == null && ms > 0) {
            idleLook = link.loop().schedule(this::look, ms, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        idleLook = null;
        if (!link.isOpen() || link.protocol() != this) {
            return;
        }
        if (current == null && head == null && answered == answeredBefore) {
            link.disconnect();
        } else {
            answeredBefore = answered;
            lookLater();
        }
    }

    @Override
    public boolean isEager() {
        return current != null && current.wantsBody();
    }

    @Override
    public void end(ByteBuf rest) {
        if (current != null) {
            current.inputEnded();
        }
    }

    @Override
    public boolean leavesWithInput() {
        return current != null;
    }

    @Override
    public void peerEnded() {
        if (current != null) {
            current.peerEnded();
        }
    }

    // ---- output -----------------------------------------------------------------------------

    /** Answers a request that cannot be served, and closes: where the next begins is unknown. */
    void refuse(ProtocolException e) {
        Log.debug("http_refused", "id", link.id(), "runtime", link.serverName(),
            "status", e.status(), "cause", e.getMessage());
        stopTimer();
        HttpResponse own = HttpResponse.plain(e.status());
        if (e.status() == UPGRADE_REQUIRED) {
            own.field("Sec-WebSocket-Version", WEBSOCKET_VERSION);
        }
        boolean asked = current != null && current.isAsked();
        boolean unsaid = current == null || current.giveUp();
        if (!unsaid) {
            link.end();
        } else if (asked || refused || link.isQuiet() || !link.has(Hook.ON_HTTP_ERROR)) {
            end(own);
        } else {
            refused = true;
            link.ask((client, back) ->
                client.server.fire(Hook.ON_HTTP_ERROR, HttpResult.page(back, own), own.status(),
                    current), (result, none, error) -> end(page(result, own)));
        }
    }

    private HttpResponse page(Object result, HttpResponse own) {
        if (!(result instanceof HttpResult page)) {
            return own;
        }
        String refused = page.file() == null ? page.refused()
            : "file: not for a request that was not read whole";
        if (refused == null) {
            return page.response();
        }
        Log.warn("http_answer_refused", "id", link.id(), "runtime", link.serverName(), "cause",
            refused);
        return own;
    }

    private void end(HttpResponse last) {
        long before = link.connection().bytesOut();
        write(link, last, false, current != null && current.isToHead(), false);
        if (current != null) {
            current.log(last.status());
        } else {
            link.logRequest(null, last.status(), link.connection().bytesOut() - before, 0);
        }
        link.end();
    }

    /** Tells the client to send its body. */
    void sendContinue() {
        link.send(Unpooled.wrappedBuffer(CONTINUE));
    }

    /** Writes a whole response. */
    static void write(Link link, HttpResponse response, boolean http10, boolean isHead,
            boolean keepAlive) {
        boolean apart = Http1Encoder.hasBody(response, isHead)
            && response.body().length > COPIED_BYTES_MAX;
        boolean onlyHead = isHead || apart;
        ByteBuf out = link.reserve(Http1Encoder.wholeBytesMax(response, onlyHead));
        if (out != null) {
            int before = out.writerIndex();
            Http1Encoder.whole(response, http10, onlyHead, keepAlive, out);
            link.written(out.writerIndex() - before);
            if (apart) {
                link.send(Unpooled.wrappedBuffer(response.body()));
            }
        }
        link.counters().increment(Metric.SENT_MESSAGES);
    }

    /** The exchange is over: the next request may come. A script may look at this one again. */
    void over(Http1Request request) {
        current = null;
        if (link.isHome()) {
            spare = request.giveBack();
        }
        answered++;
        lookLater();
        link.release();
    }

    @Override
    public boolean write(Outgoing message) {
        return waiting != null && waiting.tryAdd(message);
    }

    @Override
    public void drained() {
        if (current != null) {
            current.roomAgain();
        }
    }

    @Override
    public void closed() {
        stopTimer();
        if (idleLook != null) {
            idleLook.cancel(false);
        }
        if (current != null) {
            current.closed();
        }
    }
}
