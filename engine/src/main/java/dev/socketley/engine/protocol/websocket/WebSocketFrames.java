package dev.socketley.engine.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Encodes unmasked, unfragmented frames, as a server sends them. <b>Thread:</b> any. */
public final class WebSocketFrames {
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    public static final int HEADER_BYTES_MAX = 10;

    private WebSocketFrames() {}

    /** The first {@code length} bytes as a text frame, or binary when they are not UTF-8. */
    public static void message(byte[] payload, int length, ByteBuf to) {
        frame(Utf8.isValid(payload, length) ? TEXT : BINARY, payload, length, to);
    }

    /** @param payload at most 125 bytes */
    public static ByteBuf pong(byte[] payload, ByteBufAllocator allocator) {
        return frame(PONG, payload, payload.length,
            allocator.directBuffer(HEADER_BYTES_MAX + payload.length));
    }

    /** @param status a close code, or 0 for a frame without one */
    public static ByteBuf close(int status, ByteBufAllocator allocator) {
        byte[] payload = status == 0 ? new byte[0]
            : new byte[] {(byte) (status >> 8), (byte) status};
        return frame(CLOSE, payload, payload.length,
            allocator.directBuffer(HEADER_BYTES_MAX + payload.length));
    }

    private static ByteBuf frame(int opcode, byte[] payload, int length, ByteBuf out) {
        out.writeByte(FIN | opcode);
        if (length < 126) {
            out.writeByte(length);
        } else if (length < 1 << 16) {
            out.writeByte(126).writeShort(length);
        } else {
            out.writeByte(127).writeLong(length);
        }
        return out.writeBytes(payload, 0, length);
    }
}
