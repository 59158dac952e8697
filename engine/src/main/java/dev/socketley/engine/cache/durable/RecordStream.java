package dev.socketley.engine.cache.durable;

import dev.socketley.engine.protocol.ProtocolException;
import java.util.Arrays;

/**
 * Records on a connection: as in a file, one behind the other, but without a header before them.
 *
 * <p>Thread: one owner. Bounds: holds nothing.
 */
public final class RecordStream {
    /** How much of a record has to be there to tell its length. */
    public static final int HEADER_BYTES = RecordFormat.RECORD_HEADER;
    private static final long SALT = 0;

    private final RecordFormat format = new RecordFormat(SALT);
    private final Entries entries = new Entries();
    private long position;

    /** Bytes that one side has sent and the other has understood. */
    public long position() {
        return position;
    }

    /** A chunk's record, which {@link #seal} makes ready to be sent; the chunk may be filled again. */
    public static byte[] record(Chunk chunk) {
        return Arrays.copyOf(chunk.bytes(), HEADER_BYTES + chunk.length());
    }

    /** Makes a record the next one. */
    public void seal(byte[] record) {
        format.seal(record, 0, record.length - HEADER_BYTES, position);
        position += record.length;
    }

    /**
     * Bytes of the record that begins in an array, its header included.
     *
     * @throws ProtocolException when no record begins there
     */
    public int length(byte[] header) throws ProtocolException {
        int payload = (int) RecordFormat.INT.get(header, 4);
        if ((int) RecordFormat.INT.get(header, 0) != RecordFormat.MARKER || payload < 0
                || payload > RecordFormat.PAYLOAD_BYTES_MAX - HEADER_BYTES) {
            throw damaged("no record");
        }
        return HEADER_BYTES + payload;
    }

    /** Hands the entries of the next record on, which an array holds whole. */
    public void read(byte[] bytes, int length, Entries.Sink sink) throws ProtocolException {
        int payload = length - HEADER_BYTES;
        if (format.checksum(bytes, HEADER_BYTES, payload, position)
                != (int) RecordFormat.INT.get(bytes, 8)) {
            throw damaged("a record that is not whole");
        }
        try {
            entries.read(bytes, HEADER_BYTES, payload, sink);
        } catch (Entries.Malformed e) {
            throw damaged(e.getMessage());
        }
        position += length;
    }

    private ProtocolException damaged(String what) {
        return new ProtocolException(0, "damaged at byte " + position + ": " + what);
    }
}
