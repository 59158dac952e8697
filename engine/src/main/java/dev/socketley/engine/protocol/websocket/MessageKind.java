package dev.socketley.engine.protocol.websocket;

/** How the messages of WebSockets are marked. */
public enum MessageKind {
    TEXT(Opcode.TEXT),
    BINARY(Opcode.BINARY);

    private final int opcode;

    MessageKind(int opcode) {
        this.opcode = opcode;
    }

    /** Text if it is UTF-8. */
    public static MessageKind of(byte[] payload, int length) {
        return Utf8.isValid(payload, length) ? TEXT : BINARY;
    }

    int opcode() {
        return opcode;
    }
}
