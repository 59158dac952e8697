package dev.socketley.engine.server;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;
import dev.socketley.engine.protocol.resp.RespLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;

/**
 * Arrays of a Redis client as messages: the arguments joined by a space. What is sent back are
 * lines of text.
 */
final class RespProtocol implements Protocol {
    private final Link link;
    private final LineProtocol lines;
    private final RespDecoder decoder;

    RespProtocol(Link link) {
        this.link = link;
        this.lines = new LineProtocol(link);
        int max = link.settings().messageBytesMax();
        this.decoder = new RespDecoder(new RespLimits(max, max, max, max));
    }

    @Override
    public boolean read(ByteBuf input) {
        if (input.readableBytes() < decoder.bytesNeeded()) {
            return false;
        }
        byte[] bytes = ByteBufUtil.getBytes(input);
        try {
            int end = decoder.next(bytes, 0, bytes.length);
            if (end == RespDecoder.MORE) {
                return false;
            }
            input.skipBytes(end);
            link.message(joined(decoder.args()), null);
            return true;
        } catch (ProtocolException e) {
            link.lose(e.getMessage());
            return false;
        }
    }

    private static byte[] joined(Args args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < args.count(); i++) {
            if (i > 0) {
                out.write(' ');
            }
            out.writeBytes(args.copy(i));
        }
        return out.toByteArray();
    }

    @Override
    public boolean write(Outgoing message) {
        return lines.write(message);
    }
}
