package dev.socketley.engine.proxy;

import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.http1.FieldName;
import dev.socketley.engine.protocol.http1.HttpHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Writes heads on: fields for one hop are left out, framing is said anew and only once, and the
 * backend learns for whom it works. <b>Thread:</b> the proxy's home loop.
 */
final class HeadWriter {
    /** How the body behind a head is framed. */
    enum Framing { NONE, LENGTH, CHUNKED, UNTIL_CLOSE }

    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] STATUS = ascii("HTTP/1.1 ");
    private static final byte[] HOST = ascii("Host: ");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final byte[] FOR = ascii("X-Forwarded-For: ");
    private static final byte[] FORWARDED_HOST = ascii("X-Forwarded-Host: ");
    private static final byte[] PROTO = ascii("X-Forwarded-Proto: http\r\n");
    private static final byte[] PROTO_TLS = ascii("X-Forwarded-Proto: https\r\n");
    private static final byte[] CRLF = ascii("\r\n");

    /** Fields of a response that are for everyone on the way. */
    private static final Set<FieldName> OF_RESPONSE = EnumSet.of(FieldName.OTHER, FieldName.EXPECT,
        FieldName.HOST, FieldName.X_FORWARDED_FOR, FieldName.X_FORWARDED_HOST,
        FieldName.X_FORWARDED_PROTO);

    private final Set<FieldName> ofRequest = EnumSet.of(FieldName.OTHER, FieldName.EXPECT);
    private final boolean hostOfClient;
    private final boolean forwards;
    private final boolean trusts;

    HeadWriter(OptionSet options) {
        hostOfClient = options.get(ProxyOptions.HOST_HEADER).equals("client");
        forwards = !options.get(ProxyOptions.FORWARDED).equals("off");
        trusts = !options.get(ProxyOptions.FORWARDED).equals("replace");
        if (trusts) {
            ofRequest.add(FieldName.X_FORWARDED_HOST);
            ofRequest.add(FieldName.X_FORWARDED_PROTO);
        }
        if (!forwards) {
            ofRequest.add(FieldName.X_FORWARDED_FOR);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A request as the backend gets it.
     *
     * @param length  of the body, with the framing LENGTH; the head may be another than came
     * @param upgrade whether a WebSocket is asked for
     */
    ByteBuf request(Connection client, HttpHead head, HostPort place, Framing framing,
            long length, boolean upgrade) {
        ByteBuf out = client.alloc().buffer(1024);
        head.writeMethodAndTarget(out);
        out.writeBytes(VERSION);
        out.writeBytes(HOST);
        if (!hostOfClient || !writeHost(head, out)) {
            ByteBufUtil.writeAscii(out, place.isUnix() ? "localhost" : place.toString());
        }
        out.writeBytes(CRLF);
        head.writeFields(out, ofRequest);
        if (forwards) {
            forwarded(head, client, out);
        }
        framing(framing, length, out);
        if (upgrade) {
            out.writeBytes(UPGRADE);
        }
        return out.writeBytes(CRLF);
    }

    /** Writes the authority of the target or else the Host; false when there is neither. */
    private static boolean writeHost(HttpHead head, ByteBuf out) {
        if (head.writeAuthority(out)) {
            return true;
        }
        for (int f = 0; f < head.fieldCount(); f++) {
            if (head.fieldName(f) == FieldName.HOST) {
                head.writeValue(f, out);
                return true;
            }
        }
        return false;
    }

    private void forwarded(HttpHead head, Connection client, ByteBuf out) {
        out.writeBytes(FOR);
        boolean sawHost = false;
        boolean sawProto = false;
        for (int f = 0; trusts && f < head.fieldCount(); f++) {
            switch (head.fieldName(f)) {
                case X_FORWARDED_FOR -> {
                    head.writeValue(f, out);
                    out.writeByte(',').writeByte(' ');
                }
                case X_FORWARDED_HOST -> sawHost = true;
                case X_FORWARDED_PROTO -> sawProto = true;
                default -> { }
            }
        }
        ByteBufUtil.writeAscii(out, client.peerIp());
        out.writeBytes(CRLF);
        if (!sawProto) {
            out.writeBytes(client.isSecure() ? PROTO_TLS : PROTO);
        }
        int start = out.writerIndex();
        if (!sawHost && writeHost(head, out.writeBytes(FORWARDED_HOST))) {
            out.writeBytes(CRLF);
        } else {
            out.writerIndex(start);
        }
    }

    /** An interim response, or 101 when {@code upgrade}. */
    ByteBuf interim(ByteBufAllocator alloc, HttpHead head, boolean upgrade) {
        ByteBuf out = status(alloc, head);
        return (upgrade ? out.writeBytes(UPGRADE) : out).writeBytes(CRLF);
    }

    /**
     * A final response as the client gets it.
     *
     * @param length of the body, also of one that is not sent; negative when none is announced
     */
    ByteBuf response(ByteBufAllocator alloc, HttpHead head, Framing framing, long length,
            boolean keepAlive, boolean toHttp10) {
        ByteBuf out = status(alloc, head);
        boolean announces = framing == Framing.NONE && head.status() != 204 && length >= 0;
        framing(announces ? Framing.LENGTH : framing, length, out);
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (toHttp10) {
            out.writeBytes(KEEP_ALIVE);
        }
        return out.writeBytes(CRLF);
    }

    private static ByteBuf status(ByteBufAllocator alloc, HttpHead head) {
        ByteBuf out = alloc.buffer(1024).writeBytes(STATUS);
        head.writeStatus(out);
        out.writeBytes(CRLF);
        head.writeFields(out, OF_RESPONSE);
        return out;
    }

    private static void framing(Framing framing, long length, ByteBuf out) {
        if (framing == Framing.LENGTH) {
            out.writeBytes(LENGTH);
            ByteBufUtil.writeAscii(out, Long.toString(length));
            out.writeBytes(CRLF);
        } else if (framing == Framing.CHUNKED) {
            out.writeBytes(CHUNKED);
        }
    }

    // ---- chunks ----------------------------------------------------------------------------

    /** Payload as a chunk of its own. */
    static ByteBuf chunk(ByteBufAllocator alloc, ByteBuf payload) {
        ByteBuf head = alloc.buffer(16);
        ByteBufUtil.writeAscii(head, Integer.toHexString(payload.readableBytes()));
        head.writeBytes(CRLF);
        return alloc.compositeBuffer(3).addComponent(true, head).addComponent(true, payload)
            .addComponent(true, alloc.buffer(2).writeBytes(CRLF));
    }

    static ByteBuf lastChunk(ByteBufAllocator alloc) {
        return alloc.buffer(8).writeByte('0').writeBytes(CRLF).writeBytes(CRLF);
    }
}
