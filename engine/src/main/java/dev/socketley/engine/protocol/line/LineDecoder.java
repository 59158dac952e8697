package dev.socketley.engine.protocol.line;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;

/**
 * Splits a stream into lines. A line ends at LF; one CR before it is not part of the line. Bytes
 * are not interpreted otherwise.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Bounds:</b> a line has at most {@code lineBytesMax}
 * bytes, its end not counted.
 */
public final class LineDecoder {
    private int lineBytesMax;
    /** Bytes from the reader index on that are known to hold no LF. */
    private int scanned;

    public LineDecoder(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
    }

    public void lineBytesMax(int bytes) {
        lineBytesMax = bytes;
    }

    /**
     * Takes the next whole line.
     *
     * @param input a partial line is left in it, and must stay there until the next call
     * @return the line without its end, or null when more bytes are needed
     */
    public byte[] next(ByteBuf input) throws ProtocolException {
        int start = input.readerIndex();
        int end = input.writerIndex();
        int lf = input.indexOf(start + scanned, end, (byte) '\n');
        if (lf < 0) {
            scanned = end - start;
            boolean mayEnd = scanned > 0 && input.getByte(end - 1) == '\r';
            checkLength(mayEnd ? scanned - 1 : scanned);
            return null;
        }
        int length = lf - start;
        if (length > 0 && input.getByte(lf - 1) == '\r') {
            length--;
        }
        checkLength(length);
        byte[] line = new byte[length];
        input.getBytes(start, line);
        input.readerIndex(lf + 1);
        scanned = 0;
        return line;
    }

    /** What a stream that has ended leaves behind as an unterminated line, or null for nothing. */
    public byte[] last(ByteBuf input) throws ProtocolException {
        int length = input.readableBytes();
        if (length == 0) {
            return null;
        }
        checkLength(length);
        byte[] line = new byte[length];
        input.readBytes(line);
        scanned = 0;
        return line;
    }

    private void checkLength(int length) throws ProtocolException {
        if (length > lineBytesMax) {
            throw new ProtocolException(0,
                "line of " + length + " bytes exceeds message-bytes-max " + lineBytesMax);
        }
    }
}
