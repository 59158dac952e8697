package dev.socketley.engine.server;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpDecoder;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.websocket.WebSocketHandshake;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/1.1: requests go to {@code on_http_request} one at a time and in order, until one asks for
 * a WebSocket. Messages of the server do not reach an HTTP connection; what was sent before its
 * first request waits for that request to say whether it is one.
 */
final class HttpProtocol implements Protocol {
    private static final byte[] CONTINUE =
        "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int UPGRADE_REQUIRED = 426;
    private static final byte[] WEBSOCKET_VERSION = {'1', '3'};

    private final Link link;
    private final HttpDecoder decoder;
    private WaitingOutput waiting;

    HttpProtocol(Link link, WaitingOutput waiting) {
        this.link = link;
        this.waiting = waiting;
        this.decoder = new HttpDecoder(link.settings().messageBytesMax());
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            switch (decoder.next(input)) {
                case MORE -> {
                    return false;
                }
                case CONTINUE -> {
                    if (!input.isReadable()) {
                        link.send(Unpooled.wrappedBuffer(CONTINUE));
                    }
                }
                case REQUEST -> request(decoder.request(link.id()));
            }
            return true;
        } catch (ProtocolException e) {
            refuse(e);
            return false;
        }
    }

    /** Answers a request that cannot be served, and closes: where the next begins is unknown. */
    private void refuse(ProtocolException e) {
        HttpResponse response = HttpResponse.plain(e.status());
        if (e.status() == UPGRADE_REQUIRED) {
            response.field("Sec-WebSocket-Version", WEBSOCKET_VERSION);
        }
        Log.debug("http_refused", "id", link.id(), "runtime", link.serverName(),
            "status", e.status(), "cause", e.getMessage());
        write(response, "HTTP/1.1", false, false);
        link.end();
    }

    private void request(HttpRequest request) throws ProtocolException {
        if (WebSocketHandshake.isAsked(request)) {
            new WebSocketUpgrade(link, waiting).begin(request);
            return;
        }
        waiting = null;
        link.ask((client, back) -> client.server.messages().request(client, request, back),
            (result, second, error) -> respond(request, answer(result, error)));
    }

    private HttpResponse answer(Object result, EngineException error) {
        if (error != null) {
            return HttpResponse.plain(error.code() == ErrorCode.ELIMIT ? 429 : 500);
        }
        try {
            return HttpAnswers.of(result);
        } catch (IllegalArgumentException e) {
            Log.warn("http_answer_refused", "id", link.id(), "runtime", link.serverName(),
                "cause", e.getMessage());
            return HttpResponse.plain(500);
        }
    }

    private void respond(HttpRequest request, HttpResponse response) {
        boolean keepAlive = decoder.isKeepAlive() && !response.closes();
        link.counters().increment(Metric.SENT_MESSAGES);
        write(response, request.version(), request.method().equals("HEAD"), keepAlive);
        if (!keepAlive) {
            link.end();
        }
    }

    private void write(HttpResponse response, String version, boolean isHead, boolean keepAlive) {
        ByteBuf out = link.reserve(response.bytesMax());
        if (out != null) {
            int before = out.writerIndex();
            response.encode(version, isHead, keepAlive, out);
            link.written(out.writerIndex() - before);
        }
    }

    @Override
    public boolean write(Outgoing message) {
        return waiting != null && waiting.add(message);
    }
}
