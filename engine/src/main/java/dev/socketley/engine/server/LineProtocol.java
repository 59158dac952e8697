package dev.socketley.engine.server;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.line.LineDecoder;
import dev.socketley.engine.protocol.websocket.MessageKind;
import io.netty.buffer.ByteBuf;

/** Newline text: each line is a message. */
final class LineProtocol implements Protocol {
    private final Link link;
    private final LineDecoder decoder;

    LineProtocol(Link link) {
        this.link = link;
        this.decoder = new LineDecoder(link.settings().messageBytesMax());
    }

    @Override
    public boolean read(ByteBuf input) {
        try {
            decoder.lineBytesMax(link.settings().messageBytesMax());
            return handled(decoder.next(input));
        } catch (ProtocolException e) {
            link.lose(e.getMessage());
            return false;
        }
    }

    @Override
    public void end(ByteBuf rest) {
        try {
            handled(decoder.last(rest));
        } catch (ProtocolException e) {
            link.lose(e.getMessage());
        }
    }

    private boolean handled(byte[] message) {
        if (message == null) {
            return false;
        }
        link.message(message, null);
        return true;
    }

    @Override
    public boolean write(Outgoing message) {
        if (!message.isSingle()) {
            link.send(message.line());
            return true;
        }
        ByteBuf out = link.reserve(message.lineBytes());
        if (out != null) {
            message.line(out);
            link.written(message.lineBytes());
        }
        return out != null;
    }

    @Override
    public int write(Batch batch) {
        link.send(batch.lines());
        return batch.count();
    }

    @Override
    public boolean writePart(byte[] part, boolean isLast, MessageKind kind) {
        ByteBuf out = link.reserve(part.length + 1);
        if (out != null) {
            out.writeBytes(part);
            if (isLast) {
                out.writeByte('\n');
            }
            link.written(part.length + (isLast ? 1 : 0));
        }
        return out != null;
    }
}
