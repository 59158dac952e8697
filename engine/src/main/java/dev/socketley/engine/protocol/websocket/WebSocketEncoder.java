package dev.socketley.engine.protocol.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Encodes what one end of a WebSocket sends.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Owns:</b> a compressor until {@link #close}, if one was
 * agreed on that refers to earlier messages.
 */
public final class WebSocketEncoder implements AutoCloseable {
    public static final int HEAD_BYTES_MAX = 14;
    /** Of a whole ping, pong or close. */
    public static final int CONTROL_BYTES_MAX = HEAD_BYTES_MAX + 125;
    /** Of {@link #form}: frames of messages that are not compressed. */
    public static final int PLAIN = 0;

    private static final int REASON_BYTES_MAX = 123;
    private static final byte[] NO_BYTES = {};
    private static final FastThreadLocal<DeflateStream[]> SHARED = new FastThreadLocal<>() {
        @Override
        protected DeflateStream[] initialValue() {
            return new DeflateStream[DeflateTerms.BITS_MAX + 1];
        }
    };

    private final Masks masks;
    private final DeflateTerms terms;
    private final DeflateSettings settings;
    private DeflateStream own;

    /**
     * @param fromClient whether frames have to be masked
     * @param terms      what was agreed of compression, or null
     * @param settings   level and threshold; not looked at without terms
     */
    public WebSocketEncoder(boolean fromClient, DeflateTerms terms, DeflateSettings settings) {
        this.masks = fromClient ? new Masks() : null;
        this.terms = terms;
        this.settings = settings;
    }

    // ---- messages ---------------------------------------------------------------------------

    /** Appends a whole message. */
    public void message(MessageKind kind, byte[] payload, int length, ByteBuf to) {
        if (form(length) == PLAIN) {
            frame(Opcode.FIN | kind.opcode(), payload, length, to);
            return;
        }
        ByteBuf deflated = to.alloc().directBuffer(64 + length / 2);
        try {
            if (terms.ownTakeover()) {
                if (own == null) {
                    own = new DeflateStream(settings.level(), terms.ownBits());
                }
                own.message(payload, length, deflated);
            } else {
                shared(settings.level(), terms.ownBits()).message(payload, length, deflated);
            }
            frame(Opcode.FIN | Opcode.RSV1 | kind.opcode(), deflated, to);
        } finally {
            deflated.release();
        }
    }

    /**
     * What a frame for a server's clients that is encoded once looks like to this one: equal numbers
     * stand for equal bytes.
     *
     * @return {@link #PLAIN}, or what {@link #shared(int, MessageKind, byte[], int, ByteBuf)} wants
     */
    public int form(int length) {
        return terms == null || length < settings.bytesMin() ? PLAIN : terms.ownBits();
    }

    /** Encodes a frame of a form for any number of clients, none of whose contexts it refers to. */
    public void shared(int form, MessageKind kind, byte[] payload, int length, ByteBuf to) {
        if (form == PLAIN) {
            plain(kind, payload, length, to);
            return;
        }
        ByteBuf deflated = to.alloc().directBuffer(64 + length / 2);
        try {
            shared(settings.level(), form).message(payload, length, deflated);
            head(Opcode.FIN | Opcode.RSV1 | kind.opcode(), 0, deflated.readableBytes(), to);
            to.writeBytes(deflated);
        } finally {
            deflated.release();
        }
    }

    /** A frame of another's making was sent: its bytes are in the peer's window, not in ours. */
    public void sentShared(int form) {
        if (form != PLAIN && own != null) {
            own.reset();
        }
    }

    /** A compressor without memory of earlier messages, one for each loop, level and window. */
    private static DeflateStream shared(int level, int windowBits) {
        DeflateStream[] all = SHARED.get();
        if (all[windowBits] == null || all[windowBits].level() != level) {
            if (all[windowBits] != null) {
                all[windowBits].close();
            }
            all[windowBits] = new DeflateStream(level, windowBits);
        } else {
            all[windowBits].reset();
        }
        return all[windowBits];
    }

    /** Appends a server's frame of a message, not compressed. */
    public static void plain(MessageKind kind, byte[] payload, int length, ByteBuf to) {
        head(Opcode.FIN | kind.opcode(), 0, length, to);
        to.writeBytes(payload, 0, length);
    }

    /**
     * Appends one of the frames that make a message.
     *
     * @param kind of the message in its first frame, else null
     */
    public void fragment(MessageKind kind, boolean isLast, byte[] payload, ByteBuf to) {
        frame((isLast ? Opcode.FIN : 0) | (kind == null ? Opcode.CONTINUATION : kind.opcode()),
            payload, payload.length, to);
    }

    // ---- control frames ---------------------------------------------------------------------

    /** @param payload at most 125 bytes */
    public void ping(byte[] payload, ByteBuf to) {
        frame(Opcode.FIN | Opcode.PING, payload, payload.length, to);
    }

    /** @param payload at most 125 bytes */
    public void pong(byte[] payload, ByteBuf to) {
        frame(Opcode.FIN | Opcode.PONG, payload, payload.length, to);
    }

    /**
     * @param code   a valid code, or {@link CloseCode#NONE} for a frame without one
     * @param reason UTF-8; cut at a character so that it fits
     */
    public void close(int code, byte[] reason, ByteBuf to) {
        byte[] payload = NO_BYTES;
        if (code != CloseCode.NONE) {
            int n = Math.min(reason.length, REASON_BYTES_MAX);
            while (n < reason.length && n > 0 && (reason[n] & 0xc0) == 0x80) {
                n--;
            }
            payload = new byte[n + 2];
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(reason, 0, payload, 2, n);
        }
        frame(Opcode.FIN | Opcode.CLOSE, payload, payload.length, to);
    }

    // ---- frames -----------------------------------------------------------------------------

    private void frame(int first, byte[] payload, int length, ByteBuf to) {
        if (masks == null) {
            head(first, 0, length, to);
            to.writeBytes(payload, 0, length);
        } else {
            head(first, 0x80, length, to);
            masks.write(payload, length, to);
        }
    }

    private void frame(int first, ByteBuf payload, ByteBuf to) {
        if (masks == null) {
            head(first, 0, payload.readableBytes(), to);
            to.writeBytes(payload);
        } else {
            byte[] bytes = new byte[payload.readableBytes()];
            payload.readBytes(bytes);
            frame(first, bytes, bytes.length, to);
        }
    }

    private static void head(int first, int masked, int length, ByteBuf to) {
        int two = first << 8 | masked;
        if (length < 126) {
            to.writeShort(two | length);
        } else if (length < 1 << 16) {
            to.writeInt((two | 126) << 16 | length);
        } else {
            to.writeShort(two | 127).writeLong(length);
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    /** Keys that a third party cannot guess, as RFC 6455, section 10.3 asks of clients. */
    private static final class Masks {
        private static final SecureRandom RANDOM = new SecureRandom();
        private static final int POOL_BYTES = 256;

        private final byte[] pool = new byte[POOL_BYTES];
        private int used = POOL_BYTES;

        void write(byte[] payload, int length, ByteBuf to) {
            if (used == POOL_BYTES) {
                RANDOM.nextBytes(pool);
                used = 0;
            }
            int key = pool[used] << 24 | (pool[used + 1] & 0xff) << 16
                | (pool[used + 2] & 0xff) << 8 | pool[used + 3] & 0xff;
            used += Integer.BYTES;
            byte[] masked = Arrays.copyOf(payload, length);
            Mask.apply(key, masked, 0, length);
            to.writeInt(key).writeBytes(masked);
        }
    }
}
