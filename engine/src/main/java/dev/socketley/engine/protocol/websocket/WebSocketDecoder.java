package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes messages and control frames out of what a peer sends, one at a time. A message is taken as
 * it arrives, so that a mistake is found at its first byte and nothing is copied twice.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Owns:</b> what {@link #close} frees. <b>Bounds:</b> a
 * message, however fragmented and compressed, has at most {@code messageBytesMax} bytes.
 */
public final class WebSocketDecoder implements AutoCloseable {
    /** What one call of {@link #next} came to. */
    public enum Step {
        /** More bytes are needed. */
        MORE,
        /** A whole message: {@link #payload} and {@link #kind}. */
        MESSAGE,
        /** To be answered with a pong of the same {@link #payload}. */
        PING,
        PONG,
        /** The peer closes with {@link #code} and {@link #reason}. */
        CLOSE
    }

    private static final int CONTROL_BYTES_MAX = 125;
    private static final int NO_FRAME = -1;
    private static final byte[] NO_BYTES = {};

    private final boolean fromClient;
    private final Inflation inflation;
    private final MessageBuffer message = new MessageBuffer();
    private int messageBytesMax;
    /** The first byte of the frame under way. */
    private int head = NO_FRAME;
    private int key;
    private long left;
    private boolean inMessage;
    private boolean text;
    private boolean compressed;
    private byte[] payload = NO_BYTES;
    private int code;

    /**
     * @param fromClient whether frames have to be masked, or must not be
     * @param terms      what was agreed of compression, or null
     */
    public WebSocketDecoder(boolean fromClient, DeflateTerms terms, int messageBytesMax) {
        this.fromClient = fromClient;
        this.inflation = terms == null ? null : new Inflation(terms);
        this.messageBytesMax = messageBytesMax;
    }

    /** Bounds the messages that have not begun. */
    public void messageBytesMax(int bytes) {
        messageBytesMax = bytes;
    }

    /** @throws ProtocolException with the close code to answer before closing */
    public Step next(ByteBuf input) throws ProtocolException {
        while (head != NO_FRAME || readHead(input)) {
            if (isControl()) {
                if (input.readableBytes() < left) {
                    return Step.MORE;
                }
                return control(input);
            }
            if (!readData(input)) {
                return Step.MORE;
            }
            boolean isLast = (head & Opcode.FIN) != 0;
            head = NO_FRAME;
            if (isLast) {
                return message();
            }
        }
        return Step.MORE;
    }

    // ---- heads ------------------------------------------------------------------------------

    private boolean readHead(ByteBuf input) throws ProtocolException {
        int at = input.readerIndex();
        int n = input.readableBytes();
        if (n < 2) {
            return false;
        }
        int two = input.getUnsignedShort(at);
        int first = two >> 8;
        int second = two & 0xff;
        check(first, second);
        int shortLength = second & 0x7f;
        int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
        int bytes = 2 + lengthBytes + (fromClient ? 4 : 0);
        if (n < bytes) {
            return false;
        }
        left = switch (lengthBytes) {
            case 0 -> shortLength;
            case 2 -> length(input.getUnsignedShort(at + 2), 126);
            default -> length(input.getLong(at + 2), 1 << 16);
        };
        key = fromClient ? input.getInt(at + bytes - 4) : 0;
        if (!isControl(first)) {
            begin(first);
            if (!compressed) {
                message.require(left);
            }
        }
        head = first;
        input.skipBytes(bytes);
        return true;
    }

    private void check(int first, int second) throws ProtocolException {
        if (((second & 0x80) != 0) != fromClient) {
            throw wrong(fromClient ? "frame without mask" : "frame with mask");
        }
        int opcode = first & Opcode.BITS;
        boolean begins = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
        if ((first & (Opcode.RSV2 | Opcode.RSV3)) != 0
                || (first & Opcode.RSV1) != 0 && (inflation == null || !begins)) {
            throw wrong("reserved bits of a frame are not 0");
        }
        if (isControl(first)) {
            if (opcode > Opcode.PONG) {
                throw wrong("frame with reserved opcode " + opcode);
            }
            if ((first & Opcode.FIN) == 0 || (second & 0x7f) > CONTROL_BYTES_MAX) {
                throw wrong("control frame is fragmented or longer than " + CONTROL_BYTES_MAX);
            }
        } else if (opcode > Opcode.BINARY) {
            throw wrong("frame with reserved opcode " + opcode);
        } else if (begins == inMessage) {
            throw wrong(begins ? "message inside a message" : "continuation of nothing");
        }
    }

    private static long length(long length, long least) throws ProtocolException {
        if (length < least) {
            throw wrong(length < 0 ? "frame longer than 2^63 bytes"
                : "length of a frame is not in its shortest form");
        }
        return length;
    }

    private static ProtocolException wrong(String what) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, what);
    }

    // ---- data -------------------------------------------------------------------------------

    private void begin(int first) {
        if (!inMessage) {
            inMessage = true;
            text = (first & Opcode.BITS) == Opcode.TEXT;
            compressed = (first & Opcode.RSV1) != 0;
            message.begin(text, messageBytesMax);
        }
    }

    /** Takes what is there of the frame's payload; whether that is all of it. */
    private boolean readData(ByteBuf input) throws ProtocolException {
        int n = (int) Math.min(left, input.readableBytes());
        if (n > 0) {
            if (compressed) {
                inflation.inflate(input, n, key, message);
            } else {
                message.append(input, n, key, left);
            }
            key = Mask.after(key, n);
            left -= n;
        }
        return left == 0;
    }

    private Step message() throws ProtocolException {
        inMessage = false;
        if (compressed) {
            inflation.finish(message);
        }
        payload = message.take();
        return Step.MESSAGE;
    }

    // ---- control frames ---------------------------------------------------------------------

    private boolean isControl() {
        return isControl(head);
    }

    private static boolean isControl(int first) {
        return (first & Opcode.CONTROL) != 0;
    }

    private Step control(ByteBuf input) throws ProtocolException {
        byte[] bytes = new byte[(int) left];
        input.readBytes(bytes);
        Mask.apply(key, bytes, 0, bytes.length);
        int opcode = head & Opcode.BITS;
        head = NO_FRAME;
        payload = bytes;
        return switch (opcode) {
            case Opcode.PING -> Step.PING;
            case Opcode.PONG -> Step.PONG;
            default -> closing(bytes);
        };
    }

    private Step closing(byte[] bytes) throws ProtocolException {
        code = CloseCode.NONE;
        if (bytes.length > 0) {
            code = bytes.length == 1 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
            if (!CloseCode.isValid(code)) {
                throw wrong("close frame with a code that must not be sent: " + code);
            }
            if (Utf8.check(Utf8.START, bytes, 2, bytes.length) != Utf8.START) {
                throw new ProtocolException(CloseCode.NOT_CONSISTENT,
                    "reason of a close frame is not utf-8");
            }
        }
        return Step.CLOSE;
    }

    // ---- what was found ---------------------------------------------------------------------

    /** Of the last message or control frame. */
    public byte[] payload() {
        return payload;
    }

    /** Hands the last payload over and forgets it. */
    public byte[] takePayload() {
        byte[] taken = payload;
        payload = NO_BYTES;
        return taken;
    }

    /** Of the last message. */
    public MessageKind kind() {
        return text ? MessageKind.TEXT : MessageKind.BINARY;
    }

    /** The peer's close code, {@link CloseCode#NONE} when it gave none. */
    public int code() {
        return code;
    }

    /** The peer's reason to close as UTF-8, often empty. */
    public byte[] reason() {
        return payload.length <= 2 ? NO_BYTES
            : Arrays.copyOfRange(payload, 2, payload.length);
    }

    @Override
    public void close() {
        if (inflation != null) {
            inflation.close();
        }
    }
}
