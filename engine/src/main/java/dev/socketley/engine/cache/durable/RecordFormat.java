package dev.socketley.engine.cache.durable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of a record file. All numbers are little-endian.
 *
 * <pre>
 * file:    "SKV3" | u32 version | u64 salt | u32 crc of the 16 bytes before | record...
 * record:  u32 marker | u32 length | u32 crc of salt, offset, length, payload | payload
 * </pre>
 */
final class RecordFormat {
    static final int MAGIC = 0x33564b53;
    static final int VERSION = 1;
    static final int FILE_HEADER = 20;
    static final int RECORD_HEADER = 12;
    static final int MARKER = 0xd7c35aa6;
    /** A record is at most this long; what is longer in a file is damage. */
    static final int PAYLOAD_BYTES_MAX = Integer.MAX_VALUE - 64;

    static final VarHandle INT =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long salt;
    private final CRC32C crc = new CRC32C();
    private final byte[] place = new byte[20];

    RecordFormat(long salt) {
        this.salt = salt;
    }

    static byte[] fileHeader(long salt) {
        byte[] header = new byte[FILE_HEADER];
        INT.set(header, 0, MAGIC);
        INT.set(header, 4, VERSION);
        LONG.set(header, 8, salt);
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 16);
        INT.set(header, 16, (int) crc.getValue());
        return header;
    }

    /** The salt of a file with this header, or null when it is not a header of this format. */
    static Long saltOf(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 16);
        boolean right = (int) INT.get(header, 0) == MAGIC && (int) INT.get(header, 4) == VERSION
            && (int) INT.get(header, 16) == (int) crc.getValue();
        return right ? (Long) (long) LONG.get(header, 8) : null;
    }

    /** Fills the header of the record that lies at {@code from} and will lie at {@code offset}. */
    void seal(byte[] bytes, int from, int payload, long offset) {
        INT.set(bytes, from, MARKER);
        INT.set(bytes, from + 4, payload);
        INT.set(bytes, from + 8, checksum(bytes, from + RECORD_HEADER, payload, offset));
    }

    int checksum(byte[] bytes, int from, int payload, long offset) {
        LONG.set(place, 0, salt);
        LONG.set(place, 8, offset);
        INT.set(place, 16, payload);
        crc.reset();
        crc.update(place);
        crc.update(bytes, from, payload);
        return (int) crc.getValue();
    }
}
