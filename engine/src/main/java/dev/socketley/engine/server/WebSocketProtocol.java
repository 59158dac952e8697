package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.WebSocketDecoder;
import dev.socketley.engine.protocol.websocket.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A WebSocket after its handshake: each text or binary message is a message. */
final class WebSocketProtocol implements Protocol {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int TOO_BIG = 1009;

    private final StreamClient client;
    private final WebSocketDecoder decoder;
    private boolean left;

    WebSocketProtocol(StreamClient client) {
        this.client = client;
        this.decoder = new WebSocketDecoder(
            client.connection().channel().pipeline().firstContext(),
            client.server.settings().messageBytesMax());
    }

    /** The handshake has been answered. */
    void open() {
        if (client.server.has(Hook.ON_WEBSOCKET)) {
            client.hold();
            client.server.fire(Hook.ON_WEBSOCKET, (result, second, error) -> {
                if (error != null || Boolean.FALSE.equals(result)) {
                    client.disconnect();
                }
                client.release();
            }, client.id, client.webSocketHeaders());
        }
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            switch (decoder.next(input)) {
                case MORE -> {
                    return false;
                }
                case MESSAGE -> client.server.messages().accept(client, decoder.payload());
                case PING -> client.send(
                    WebSocketFrames.pong(decoder.payload(), ByteBufAllocator.DEFAULT));
                case CLOSE -> leave(decoder.status());
            }
            return true;
        } catch (ProtocolException e) {
            if (e.status() == TOO_BIG) {
                client.lost(e.getMessage());
            }
            leave(e.status());
            return false;
        }
    }

    private void leave(int status) {
        if (!left) {
            left = true;
            client.send(WebSocketFrames.close(status, ByteBufAllocator.DEFAULT));
            client.end();
        }
    }

    @Override
    public void leave() {
        leave(client.server.isQuiet() ? GOING_AWAY : NORMAL);
    }

    @Override
    public boolean write(Outgoing message) {
        if (left) {
            return false;
        }
        if (!message.isSingle()) {
            client.send(message.frame());
            return true;
        }
        ByteBuf out = client.reserve(message.frameBytesMax());
        if (out != null) {
            int before = out.writerIndex();
            message.frame(out);
            client.written(out.writerIndex() - before);
        }
        return out != null;
    }
}
