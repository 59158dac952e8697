package dev.socketley.engine.server;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.length32.Length32Decoder;
import io.netty.buffer.ByteBuf;

/** Binary messages, each behind its length in four bytes. */
final class Length32Protocol implements Protocol {
    private final Link link;

    Length32Protocol(Link link) {
        this.link = link;
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            byte[] message = Length32Decoder.next(input, link.settings().messageBytesMax());
            if (message == null) {
                return false;
            }
            link.message(message, null);
            return true;
        } catch (ProtocolException e) {
            link.lose(e.getMessage());
            return false;
        }
    }

    @Override
    public boolean write(Outgoing message) {
        byte[] bytes = message.message();
        int n = Length32Decoder.HEAD_BYTES + bytes.length;
        ByteBuf out = link.reserve(n);
        if (out != null) {
            out.writeInt(bytes.length).writeBytes(bytes);
            link.written(n);
        }
        return out != null;
    }
}
