package dev.socketley.engine.protocol.length32;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;

/**
 * Splits a stream into messages that each stand behind their length.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Bounds:</b> a message has at most the bytes that each
 * call allows; a longer one is refused by its length alone.
 */
public final class Length32Decoder {
    /** Bytes of the length. */
    public static final int HEAD_BYTES = 4;

    private Length32Decoder() {}

    /**
     * Takes the next whole message.
     *
     * @param input a partial message is left in it, and must stay there until the next call
     * @return the message without its length, or null when more bytes are needed
     */
    public static byte[] next(ByteBuf input, int messageBytesMax) throws ProtocolException {
        if (input.readableBytes() < HEAD_BYTES) {
            return null;
        }
        long length = input.getUnsignedInt(input.readerIndex());
        if (length > messageBytesMax) {
            throw new ProtocolException(0, "message of " + length
                + " bytes exceeds message-bytes-max " + messageBytesMax);
        }
        if (input.readableBytes() - HEAD_BYTES < length) {
            return null;
        }
        byte[] message = new byte[(int) length];
        input.skipBytes(HEAD_BYTES).readBytes(message);
        return message;
    }
}
