package dev.socketley.engine.server;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.line.LineDecoder;
import io.netty.buffer.ByteBuf;

/** Newline text: each line is a message. */
final class LineProtocol implements Protocol {
    private final StreamClient client;
    private final LineDecoder decoder;

    LineProtocol(StreamClient client) {
        this.client = client;
        this.decoder = new LineDecoder(client.server.settings().messageBytesMax());
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            decoder.lineBytesMax(client.server.settings().messageBytesMax());
            return handled(decoder.next(input));
        } catch (ProtocolException e) {
            client.lose(e.getMessage());
            return false;
        }
    }

    @Override
    public void end(ByteBuf rest) {
        try {
            handled(decoder.last(rest));
        } catch (ProtocolException e) {
            client.lose(e.getMessage());
        }
    }

    private boolean handled(byte[] message) {
        if (message == null) {
            return false;
        }
        client.server.messages().accept(client, message);
        return true;
    }

    @Override
    public boolean write(Outgoing message) {
        if (!message.isSingle()) {
            client.send(message.line());
            return true;
        }
        ByteBuf out = client.reserve(message.lineBytes());
        if (out != null) {
            message.line(out);
            client.written(message.lineBytes());
        }
        return out != null;
    }
}
