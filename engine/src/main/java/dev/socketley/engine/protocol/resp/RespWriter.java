package dev.socketley.engine.protocol.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends RESP2 and RESP3 replies to one growing buffer.
 *
 * <p>Thread: its owner's. Bounds: the owner empties it with {@link #clear()}, which also gives back
 * what one large reply made it grow to.
 */
public final class RespWriter {
    private static final int BYTES_MIN = 16 << 10;
    private static final int BYTES_KEPT_MAX = 1 << 20;
    private static final int HEADER_BYTES_MAX = 24;
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** What is shorter than eight bytes is written as eight, of which the next overwrites some. */
    private static final long OK = 0x0a0d4b4f2bL;
    private static final long NIL = 0x0a0d312d24L;
    private static final int SHORT_BYTES = 5;
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NULL = ascii("_\r\n");
    private static final byte[] TEXT_FORMAT = ascii("txt:");

    private byte[] bytes = new byte[BYTES_MIN];
    private int length;

    /** The buffer; replies lie from 0 to {@link #length()}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes written since the last {@link #clear()}. */
    public int length() {
        return length;
    }

    /** Forgets what was written. */
    public void clear() {
        length = 0;
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_MIN];
        }
    }

    /** Appends bytes as they are. */
    public void raw(byte[] raw) {
        reserve(raw.length);
        System.arraycopy(raw, 0, bytes, length, raw.length);
        length += raw.length;
    }

    /** Appends {@code +OK}. */
    public void ok() {
        word(OK);
    }

    private void word(long five) {
        reserve(Long.BYTES);
        LONGS.set(bytes, length, five);
        length += SHORT_BYTES;
    }

    /** Appends a status line such as {@code +OK}. */
    public void status(String line) {
        line('+', line);
    }

    /** Appends an error line, its code word first. Line ends in it become spaces. */
    public void error(String line) {
        line('-', line);
    }

    private void line(char type, String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        reserve(text.length + 3);
        bytes[length++] = (byte) type;
        for (byte b : text) {
            bytes[length++] = b == '\r' || b == '\n' ? (byte) ' ' : b;
        }
        end();
    }

    /** Appends an integer. */
    public void integer(long value) {
        header(':', value);
    }

    /** Appends the header of an array of {@code count} replies, which are written next. */
    public void array(int count) {
        header('*', count);
    }

    /** RESP3: appends the header of a map of {@code count} keys, each followed by its value. */
    public void map(int count) {
        header('%', count);
    }

    /** RESP3: appends the header of a set of {@code count} replies, which are written next. */
    public void set(int count) {
        header('~', count);
    }

    /** RESP3: appends the header of a message out of turn, of {@code count} replies. */
    public void push(int count) {
        header('>', count);
    }

    /** RESP3: appends a number with a fraction, in Redis's wording. */
    public void number(byte[] digits) {
        reserve(digits.length + 3);
        bytes[length++] = ',';
        System.arraycopy(digits, 0, bytes, length, digits.length);
        length += digits.length;
        end();
    }

    /** RESP3: appends true or false. */
    public void bool(boolean value) {
        reserve(4);
        bytes[length++] = '#';
        bytes[length++] = (byte) (value ? 't' : 'f');
        end();
    }

    /** RESP3: appends a text for people. */
    public void text(byte[] value) {
        header('=', value.length + TEXT_FORMAT.length);
        raw(TEXT_FORMAT);
        raw(value);
        reserve(2);
        end();
    }

    /** RESP3: appends what stands for nothing. */
    public void none() {
        raw(NULL);
    }

    /** Appends a bulk string. */
    public void bulk(byte[] value) {
        bulk(value, 0, value.length);
    }

    /** Appends a bulk string that lies in an array. */
    public void bulk(byte[] array, int from, int count) {
        reserve(count + HEADER_BYTES_MAX + 2);
        if (count < 10) {
            bytes[length++] = '$';
            bytes[length++] = (byte) ('0' + count);
            end();
        } else {
            header('$', count);
        }
        if (count <= Long.BYTES && from + Long.BYTES <= array.length) {
            // Eight bytes at once, of which those too many are overwritten next.
            LONGS.set(bytes, length, (long) LONGS.get(array, from));
        } else {
            System.arraycopy(array, from, bytes, length, count);
        }
        length += count;
        end();
    }

    /** Appends the bulk that stands for nothing. */
    public void nil() {
        word(NIL);
    }

    /** Appends the array that stands for nothing. */
    public void nilArray() {
        raw(NIL_ARRAY);
    }

    private void header(char type, long value) {
        reserve(HEADER_BYTES_MAX);
        bytes[length++] = (byte) type;
        if (value >= 0 && value < 10) {
            bytes[length++] = (byte) ('0' + value);
        } else {
            decimal(value);
        }
        end();
    }

    private void decimal(long value) {
        length += Digits.count(value);
        Digits.write(value, bytes, length);
    }

    private void end() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
