package dev.socketley.engine.server;

import io.netty.buffer.ByteBuf;

/** Bytes as they come: what has arrived is a message, what is sent is sent as it is. */
final class RawProtocol implements Protocol {
    private final Link link;

    RawProtocol(Link link) {
        this.link = link;
    }

    @Override
    public boolean read(ByteBuf input) {
        byte[] message =
            new byte[Math.min(input.readableBytes(), link.settings().messageBytesMax())];
        input.readBytes(message);
        link.message(message, null);
        return true;
    }

    @Override
    public void end(ByteBuf rest) {
        while (rest.isReadable()) {
            read(rest);
        }
    }

    @Override
    public boolean write(Outgoing message) {
        byte[] bytes = message.message();
        ByteBuf out = link.reserve(bytes.length);
        if (out != null) {
            out.writeBytes(bytes);
            link.written(bytes.length);
        }
        return out != null;
    }
}
