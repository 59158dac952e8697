package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
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

    private final StreamClient client;
    private final HttpDecoder decoder;
    private WaitingOutput waiting;

    HttpProtocol(StreamClient client, WaitingOutput waiting) {
        this.client = client;
        this.waiting = waiting;
        this.decoder = new HttpDecoder(client.server.settings().messageBytesMax());
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
                        client.send(Unpooled.wrappedBuffer(CONTINUE));
                    }
                }
                case REQUEST -> request(decoder.request(client.id));
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
        Log.debug("http_refused", "id", client.id, "runtime", client.server.name(),
            "status", e.status(), "cause", e.getMessage());
        write(response, "HTTP/1.1", false, false);
        client.end();
    }

    private void request(HttpRequest request) throws ProtocolException {
        ServerRuntime server = client.server;
        if (WebSocketHandshake.isAsked(request)) {
            upgrade(request);
            return;
        }
        waiting = null;
        if (!server.messages().mayPass(client)) {
            server.counters().increment(Metric.DROPPED_MESSAGES);
            respond(request, HttpResponse.plain(429));
            return;
        }
        server.counters().increment(Metric.TOTAL_MESSAGES);
        if (!server.has(Hook.ON_HTTP_REQUEST)) {
            respond(request, HttpResponse.plain(404));
            return;
        }
        client.hold();
        server.fire(Hook.ON_HTTP_REQUEST, (result, second, error) -> {
            respond(request, error != null ? HttpResponse.plain(500) : answer(result));
            client.release();
        }, request);
    }

    private HttpResponse answer(Object result) {
        try {
            return HttpAnswers.of(result);
        } catch (IllegalArgumentException e) {
            Log.warn("http_answer_refused", "id", client.id, "runtime", client.server.name(),
                "cause", e.getMessage());
            return HttpResponse.plain(500);
        }
    }

    private void respond(HttpRequest request, HttpResponse response) {
        boolean keepAlive = decoder.isKeepAlive() && !response.closes();
        client.server.counters().increment(Metric.SENT_MESSAGES);
        write(response, request.version(), request.method().equals("HEAD"), keepAlive);
        if (!keepAlive) {
            client.end();
        }
    }

    private void write(HttpResponse response, String version, boolean isHead, boolean keepAlive) {
        ByteBuf out = client.reserve(response.bytesMax());
        if (out != null) {
            int before = out.writerIndex();
            response.encode(version, isHead, keepAlive, out);
            client.written(out.writerIndex() - before);
        }
    }

    private void upgrade(HttpRequest request) throws ProtocolException {
        client.send(Unpooled.wrappedBuffer(WebSocketHandshake.accept(request)));
        WebSocketProtocol next = new WebSocketProtocol(client);
        client.protocol(next);
        client.webSocketHeaders(WebSocketHandshake.headers(request));
        if (waiting != null) {
            waiting.writeTo(client, next);
        }
        next.open();
    }

    @Override
    public boolean write(Outgoing message) {
        return waiting != null && waiting.add(message.message());
    }
}
