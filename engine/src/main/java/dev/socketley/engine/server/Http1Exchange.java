package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.http1.Http1Encoder;
import dev.socketley.engine.protocol.http1.Http1Request;
import dev.socketley.engine.protocol.http1.HttpBody;
import dev.socketley.engine.protocol.http1.HttpHead;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One request of an HTTP/1 connection, from its head to the end of its response.
 *
 * <pre>
 * collecting ──whole body──► asked ──hook ended and response ended──► over
 *     └──── too long to wait for, or body-stream ────► asked, and the body comes in pieces
 * </pre>
 */
final class Http1Exchange extends HttpExchange implements Link.Question, HookDone {
    private static final long GRACE_SECONDS = 10;
    /** As nginx writes it of a client that left before there was an answer. */
    private static final int CLIENT_GONE = 499;

    private final HttpProtocol protocol;
    private final Link link;
    private final HttpBody framing;
    private final boolean http10;
    private final boolean isHead;
    private final boolean keepsAlive;
    private final long contentLength;
    private boolean expects;
    private byte[] collected = nothing();
    private int collectedBytes;
    private long receivedBytes;
    private long waitedSeconds;
    private ScheduledFuture<?> watch;
    private boolean asked;
    private boolean hookEnded;
    private boolean failing;
    private boolean given;
    private boolean over;
    private boolean keepAlive;
    private boolean chunked;
    private boolean bodiless;
    private boolean sendingStatic;
    private long sentMark;
    /** When it began, or 0 where nobody wants to know. */
    private long beganNanos;
    private long sentBefore;
    private long stuckSeconds;

    /** @param expects whether the client waits to be told to send the body */
    Http1Exchange(HttpProtocol protocol, Link link, Http1Request request, HttpHead head,
            boolean expects) {
        super(request, link.id());
        this.protocol = protocol;
        this.link = link;
        this.expects = expects;
        http10 = head.isHttp10();
        isHead = head.methodIs("HEAD");
        keepsAlive = head.keepsAlive();
        contentLength = head.contentLength();
        framing = HttpBody.withTrailers(head);
        if (link.logsRequests()) {
            beganNanos = System.nanoTime();
            sentBefore = link.connection().bytesOut();
        }
    }

    /** Asks the script at once if it is to read the body in pieces. */
    void start() {
        HttpSettings settings = settings();
        if (!framing.isDone() && (settings.stream() || contentLength > settings.wholeBytesMax())) {
            ask();
        }
    }

    private HttpSettings settings() {
        return link.settings().http();
    }

    // ---- the body arrives -------------------------------------------------------------------

    /** Takes what is there of the body; false when the rest of the input has to wait. */
    boolean readBody(ByteBuf input) throws ProtocolException {
        if (isComplete()) {
            return false;
        }
        for (int n = framing.next(input); n > 0; n = framing.next(input)) {
            receivedBytes += n;
            if (receivedBytes > settings().bodyBytesMax()) {
                throw settings().tooLong(receivedBytes);
            }
            take(input, n);
            if (asked && !hasRoom()) {
                break;
            }
        }
        if (over) {
            return false;
        }
        if (framing.isDone()) {
            bodyIsWhole();
            return true;
        }
        if (!asked && expects && !input.isReadable()) {
            expects = false;
            protocol.sendContinue();
        }
        startWatch();
        return false;
    }

    private void take(ByteBuf input, int n) {
        if (asked) {
            byte[] piece = new byte[n];
            input.readBytes(piece);
            piece(piece);
            return;
        }
        if (collected.length < collectedBytes + n) {
            long wanted = Math.clamp(contentLength, collectedBytes + n,
                Math.max(2L * (collectedBytes + n), collectedBytes + n));
            collected = Arrays.copyOf(collected, (int) wanted);
        }
        input.readBytes(collected, collectedBytes, n);
        collectedBytes += n;
        if (collectedBytes > settings().wholeBytesMax()) {
            piece(takeCollected());
            ask();
        }
    }

    private byte[] takeCollected() {
        byte[] all = collected.length == collectedBytes ? collected
            : Arrays.copyOf(collected, collectedBytes);
        collected = nothing();
        return all;
    }

    private void bodyIsWhole() {
        if (asked) {
            complete(framing.trailers());
        } else {
            stopWatch();
            whole(takeCollected(), framing.trailers());
            ask();
        }
    }

    boolean wantsBody() {
        return asked && !over && hasRoom();
    }

    @Override
    protected void demand() {
        if (expects && receivedBytes == 0) {
            expects = false;
            protocol.sendContinue();
        }
        link.steer();
    }

    private void startWatch() {
        if (watch == null && !over && !isGone()) {
            watch = loop().scheduleAtFixedRate(this::watch, 1, 1, TimeUnit.SECONDS);
        }
    }

    private void stopWatch() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }

    /** Counts the seconds in which somebody waited for the client. */
    private void watch() {
        if (isBlocked() || sendingStatic) {
            watchSending();
        } else if (!isComplete() && (!asked || isStarved())) {
            watchBody();
        }
    }

    private void watchSending() {
        long mark = link.connection().bytesOut() - link.connection().queuedBytes();
        stuckSeconds = mark == sentMark ? stuckSeconds + 1 : 0;
        sentMark = mark;
        long most = settings().sendMs();
        if (most > 0 && stuckSeconds * 1000 >= most) {
            link.lose("a response has not been read for send-timeout " + most + " ms");
        }
    }

    private void watchBody() {
        long rate = settings().bodyRateMin();
        long counted = ++waitedSeconds - GRACE_SECONDS;
        if (rate > 0 && counted > 0 && receivedBytes < rate * counted) {
            protocol.refuse(new ProtocolException(408,
                "body comes more slowly than body-rate-min " + rate));
        }
    }

    void inputEnded() {
        broken(ErrorCode.ECLOSED, "the client has ended its stream before the body was complete");
    }

    // ---- the script is asked ----------------------------------------------------------------

    private void ask() {
        asked = true;
        link.hold();
        link.ask(this, this);
    }

    @Override
    public void ask(StreamClient home, HookDone back) {
        home.server.messages().request(home, this, link.isHome() ? back : HttpResult.of(back));
    }

    /** What the script has answered. */
    @Override
    public void done(Object result, Object second, EngineException error) {
        if (isBegun() || given) {
            if (error != null && !isEnded() && !isGone()) {
                cut("on_http_request raised after it had begun the response");
            } else if (result != this) {
                end(List.of());
            }
            hookEnded = true;
            settle();
            return;
        }
        hookEnded = true;
        if (error != null) {
            fail(HttpResponse.plain(error.code() == ErrorCode.ELIMIT ? 429 : 500));
        } else if (result != null) {
            respond(result instanceof HttpResult answer ? answer : HttpResult.of(result, second));
        } else if (link.site() != null) {
            serve(link.site(), this::served);
        } else {
            fail(HttpResponse.plain(404));
        }
    }

    private void respond(HttpResult result) {
        HttpResponse response = result.response();
        if (response == null) {
            fail(refused(result));
        } else if (result.file() != null) {
            serve(result.file(), response, this::served);
        } else if (result.status() && response.status() >= 400 && response.status() < 600) {
            fail(response);
        } else {
            answer(response);
            settle();
        }
    }

    private HttpResponse refused(HttpResult result) {
        Log.warn("http_answer_refused", "id", link.id(), "runtime", link.serverName(),
            "path", request().path(), "cause", result.refused());
        return HttpResponse.plain(500);
    }

    private void served(boolean found) {
        if (!found && !given) {
            fail(HttpResponse.plain(404));
        } else {
            settle();
        }
    }

    /** Answers with an error of the server's own, or the page that the script has for it. */
    private void fail(HttpResponse own) {
        if (failing || !link.has(Hook.ON_HTTP_ERROR)) {
            answer(own);
            settle();
            return;
        }
        failing = true;
        hookEnded = false;
        usualStatus(own.status());
        link.ask((client, back) -> client.server.fire(Hook.ON_HTTP_ERROR,
            HttpResult.page(back, own), own.status(), this), (result, none, error) -> {
                hookEnded = true;
                if (!isBegun() && !given) {
                    answerPage(own, result);
                } else if (error != null && !isEnded() && !isGone()) {
                    cut("on_http_error raised after it had begun the response");
                } else if (result != this) {
                    end(List.of());
                }
                settle();
            });
    }

    private void answerPage(HttpResponse own, Object result) {
        HttpResult page = result instanceof HttpResult made ? made : null;
        if (page != null && page.response() == null) {
            refused(page);
            page = null;
        }
        if (page != null && page.file() != null) {
            serve(page.file(), page.response(), this::served);
        } else {
            answer(page == null ? own : page.response());
        }
    }

    /** Lets the next request come once hook and response have ended. */
    private void settle() {
        if (over || !hookEnded || !isEnded() && !isGone()) {
            return;
        }
        over = true;
        stopWatch();
        if (!given) {
            boolean unsaid = isGone() && link.connection().bytesOut() == sentBefore;
            log(unsaid ? CLIENT_GONE : status());
        }
        protocol.over((Http1Request) request());
    }

    /** Puts it down, answered with that status. */
    void log(int status) {
        if (beganNanos != 0) {
            link.logRequest(request(), status, link.connection().bytesOut() - sentBefore,
                System.nanoTime() - beganNanos);
            beganNanos = 0;
        }
    }

    // ---- the response -----------------------------------------------------------------------

    /** Sends a whole response. */
    private void answer(HttpResponse response) {
        begun(response);
        keepAlive = keepsAlive && isComplete() && !response.closes();
        HttpProtocol.write(link, response, http10, isHead, keepAlive);
        close();
    }

    private void close() {
        if (!keepAlive) {
            link.end();
        }
    }

    @Override
    protected void sendHead(HttpResponse response) {
        boolean sized = response.length() >= 0;
        bodiless = isHead || response.isBodiless();
        chunked = !sized && !http10 && !response.isBodiless();
        keepAlive = keepsAlive && isComplete() && !response.closes()
            && (sized || chunked || response.isBodiless());
        long length = response.isBodiless() ? Http1Encoder.UNSAID
            : sized ? response.length() : chunked ? Http1Encoder.CHUNKED : Http1Encoder.UNSAID;
        ByteBuf out = link.reserve(Http1Encoder.headBytesMax(response));
        if (out != null) {
            int before = out.writerIndex();
            Http1Encoder.head(response, http10, keepAlive, length, out);
            link.written(out.writerIndex() - before);
        }
        link.counters().increment(Metric.SENT_MESSAGES);
    }

    @Override
    protected void sendPiece(byte[] piece) {
        ByteBuf out = bodiless ? null
            : link.reserve(piece.length + Http1Encoder.CHUNK_BYTES);
        if (out != null) {
            int before = out.writerIndex();
            if (chunked) {
                Http1Encoder.chunk(piece, out);
            } else {
                out.writeBytes(piece);
            }
            link.written(out.writerIndex() - before);
        }
    }

    @Override
    protected void sendEnd(List<Map.Entry<String, byte[]>> responseTrailers) {
        if (chunked && !bodiless) {
            int room = 8;
            for (Map.Entry<String, byte[]> field : responseTrailers) {
                room += field.getKey().length() + field.getValue().length + 4;
            }
            ByteBuf out = link.reserve(room);
            if (out != null) {
                int before = out.writerIndex();
                Http1Encoder.end(responseTrailers, out);
                link.written(out.writerIndex() - before);
            }
        }
        close();
        settle();
    }

    @Override
    protected void sendRaw(ByteBuf bytes) {
        link.send(bytes);
    }

    @Override
    protected boolean sendStatic(ByteBuffer bytes, Consumer<Boolean> then) {
        boolean can = link.connection().sendStatic(bytes, ok -> {
            sendingStatic = false;
            then.accept(ok);
        });
        if (can) {
            sendingStatic = true;
            blocked();
        }
        return can;
    }

    @Override
    protected void blocked() {
        startWatch();
    }

    @Override
    protected void sendWhole(HttpResponse whole) {
        if (whole.status() >= 400) {
            fail(whole);
        } else {
            answer(whole);
        }
    }

    @Override
    protected void cut(String cause) {
        link.lose(cause);
    }

    @Override
    protected boolean isWritable() {
        return link.connection().isWritable();
    }

    @Override
    public EventLoop loop() {
        return link.connection().loop();
    }

    void roomAgain() {
        drained();
    }

    /** Whether the response has no body, as the request was HEAD. */
    boolean isToHead() {
        return isHead;
    }

    /** Whether the script has been given the request. */
    boolean isAsked() {
        return asked;
    }

    /** Gives the response up for one of the server's own; false when it has begun already. */
    boolean giveUp() {
        boolean unsaid = !isBegun();
        given = true;
        stopWatch();
        lost();
        return unsaid;
    }

    void peerEnded() {
        if (endsWithPeer() && !isEnded()) {
            link.close(false);
        }
    }

    void closed() {
        stopWatch();
        lost();
        settle();
    }
}
