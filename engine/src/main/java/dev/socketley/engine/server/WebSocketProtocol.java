package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.WebSocketDecoder;
import dev.socketley.engine.protocol.websocket.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/** A WebSocket after its handshake: each text or binary message is a message. */
final class WebSocketProtocol implements Protocol {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int TOO_BIG = 1009;

    private final Link link;
    private final WebSocketDecoder decoder;
    private boolean left;

    WebSocketProtocol(Link link) {
        this.link = link;
        this.decoder = new WebSocketDecoder(
            link.connection().channel().pipeline().firstContext(),
            link.settings().messageBytesMax());
    }

    /** The handshake has been answered. */
    void open(Map<String, String> headers) {
        link.tell(client -> client.webSocketHeaders(headers));
        if (link.has(Hook.ON_WEBSOCKET)) {
            link.call(Hook.ON_WEBSOCKET, (result, second, error) -> {
                if (error != null || Boolean.FALSE.equals(result)) {
                    link.disconnect();
                }
            }, link.id(), headers);
        }
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            switch (decoder.next(input)) {
                case MORE -> {
                    return false;
                }
                case MESSAGE -> link.message(decoder.payload());
                case PING -> link.send(
                    WebSocketFrames.pong(decoder.payload(), ByteBufAllocator.DEFAULT));
                case CLOSE -> leave(decoder.status());
            }
            return true;
        } catch (ProtocolException e) {
            if (e.status() == TOO_BIG) {
                link.lost(e.getMessage());
            }
            leave(e.status());
            return false;
        }
    }

    private void leave(int status) {
        if (!left) {
            left = true;
            link.send(WebSocketFrames.close(status, ByteBufAllocator.DEFAULT));
            link.end();
        }
    }

    @Override
    public void leave() {
        leave(link.isQuiet() ? GOING_AWAY : NORMAL);
    }

    @Override
    public boolean write(Outgoing message) {
        if (left) {
            return false;
        }
        if (!message.isSingle()) {
            link.send(message.frame());
            return true;
        }
        ByteBuf out = link.reserve(message.frameBytesMax());
        if (out != null) {
            int before = out.writerIndex();
            message.frame(out);
            link.written(out.writerIndex() - before);
        }
        return out != null;
    }
}
