package dev.socketley.engine.client;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.length32.Length32Decoder;
import dev.socketley.engine.protocol.line.LineDecoder;
import io.netty.buffer.ByteBuf;

/**
 * Where messages begin and end in the stream of one connection. <b>Thread:</b> the client's loop.
 * <b>Bounds:</b> {@code message-bytes-max}.
 */
interface Framing {
    /** More than any of them adds to a message. */
    int OVERHEAD_BYTES = 4;

    /** Takes the next message, or null when more bytes are needed. */
    byte[] next(ByteBuf input) throws ProtocolException;

    /** A message that the end of the stream ends, or null. */
    default byte[] last(ByteBuf rest) throws ProtocolException {
        return null;
    }

    void write(byte[] message, ByteBuf to);

    /** @param word of the option framing */
    static Framing of(String word, int messageBytesMax) {
        return switch (word) {
            case "length32" -> new Length32(messageBytesMax);
            case "raw" -> new Raw(messageBytesMax);
            default -> new Line(new LineDecoder(messageBytesMax));
        };
    }

    /** Newline text. */
    record Line(LineDecoder decoder) implements Framing {
        @Override
        public byte[] next(ByteBuf input) throws ProtocolException {
            return decoder.next(input);
        }

        @Override
        public byte[] last(ByteBuf rest) throws ProtocolException {
            return decoder.last(rest);
        }

        @Override
        public void write(byte[] message, ByteBuf to) {
            to.writeBytes(message);
            if (message.length == 0 || message[message.length - 1] != '\n') {
                to.writeByte('\n');
            }
        }
    }

    /** Messages behind their length. */
    record Length32(int messageBytesMax) implements Framing {
        @Override
        public byte[] next(ByteBuf input) throws ProtocolException {
            return Length32Decoder.next(input, messageBytesMax);
        }

        @Override
        public void write(byte[] message, ByteBuf to) {
            to.writeInt(message.length).writeBytes(message);
        }
    }

    /** Whatever arrives at once. */
    record Raw(int messageBytesMax) implements Framing {
        @Override
        public byte[] next(ByteBuf input) {
            byte[] message = new byte[Math.min(input.readableBytes(), messageBytesMax)];
            input.readBytes(message);
            return message;
        }

        @Override
        public byte[] last(ByteBuf rest) {
            return rest.isReadable() ? next(rest) : null;
        }

        @Override
        public void write(byte[] message, ByteBuf to) {
            to.writeBytes(message);
        }
    }
}
