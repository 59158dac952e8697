package dev.socketley.engine.protocol.websocket;

/** The first byte of a frame. */
final class Opcode {
    static final int FIN = 0x80;
    /** Of a message's first frame: the message is compressed. */
    static final int RSV1 = 0x40;
    static final int RSV2 = 0x20;
    static final int RSV3 = 0x10;
    static final int BITS = 0x0f;
    /** Set in the opcodes of control frames. */
    static final int CONTROL = 0x08;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Opcode() {}
}
