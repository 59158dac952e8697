package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.http.HttpAnswers;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.websocket.DeflateSettings;
import dev.socketley.engine.protocol.websocket.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A connection whose handshake has come and not been answered: {@code on_websocket} decides. What
 * is sent to it meanwhile follows the answer.
 */
final class WebSocketUpgrade implements Protocol {
    private final Link link;
    private final WaitingOutput waiting;
    private WebSocketHandshake handshake;
    private Supplier<HttpRequest> asked;
    private long beganNanos;

    /** @param waiting what was sent to the connection before, or null */
    WebSocketUpgrade(Link link, WaitingOutput waiting) {
        this.link = link;
        this.waiting = waiting == null ? new WaitingOutput() : waiting;
    }

    /** @throws ProtocolException with the status to refuse the request with */
    void begin(HttpRequest request) throws ProtocolException {
        WebSocketSettings settings = link.settings().webSocket();
        handshake = WebSocketHandshake.of(request);
        if (!handshake.isFrom(settings.origins())) {
            throw new ProtocolException(403, "origin is not one of ws-origins");
        }
        handshake.choose(settings.protocols());
        link.protocol(this);
        Supplier<HttpRequest> kept = request.kept();
        asked = kept;
        beganNanos = System.nanoTime();
        link.tell(client -> client.webSocketRequest(kept));
        if (link.has(Hook.ON_WEBSOCKET)) {
            link.call(Hook.ON_WEBSOCKET, (result, second, error) -> decided(result, error),
                link.id(), request.headers(), request);
        } else {
            accept();
        }
    }

    private void decided(Object result, EngineException error) {
        if (!link.isOpen()) {
            return;
        }
        try {
            decide(error == null ? result : Integer.valueOf(500));
        } catch (IllegalArgumentException e) {
            Log.warn("websocket_answer_refused", "id", link.id(), "runtime", link.serverName(),
                "cause", e.getMessage());
            refuse(HttpResponse.plain(500));
        }
    }

    private void decide(Object result) {
        switch (result) {
            case Number status -> refuse(HttpAnswers.of(Map.of("status", status)));
            case Map<?, ?> answer when answer.containsKey("status") ->
                refuse(HttpAnswers.of(answer));
            case Map<?, ?> answer -> {
                if (answer.get("protocol") instanceof byte[] name) {
                    choose(name);
                }
                accept();
            }
            case byte[] name -> {
                choose(name);
                accept();
            }
            case Boolean may when !may -> {
                accept();
                link.disconnect();
            }
            case null, default -> accept();
        }
    }

    private void choose(byte[] name) {
        String protocol = new String(name, StandardCharsets.ISO_8859_1);
        if (!handshake.choose(protocol)) {
            throw new IllegalArgumentException(
                "the peer did not ask for the protocol '" + protocol + "'");
        }
    }

    private void accept() {
        DeflateSettings deflate = link.settings().webSocket().deflate();
        if (deflate != null && DeflateSettings.unavailable() == null) {
            handshake.compress(deflate);
        }
        byte[] answer = handshake.answer();
        link.send(Unpooled.wrappedBuffer(answer));
        log(101, answer.length);
        WebSocketProtocol next = new WebSocketProtocol(link, handshake.terms());
        link.protocol(next);
        waiting.writeTo(next);
    }

    private void refuse(HttpResponse response) {
        long before = link.connection().bytesOut();
        HttpProtocol.write(link, response, false, false, false);
        log(response.status(), link.connection().bytesOut() - before);
        link.end();
    }

    private void log(int status, long bytes) {
        if (link.logsRequests()) {
            link.logRequest(asked.get(), status, bytes, System.nanoTime() - beganNanos);
        }
    }

    @Override
    public boolean read(ByteBuf input) {
        return false;
    }

    @Override
    public int waitingBytes() {
        return waiting.bytes();
    }

    @Override
    public boolean write(Outgoing message) {
        return waiting.tryAdd(message);
    }
}
