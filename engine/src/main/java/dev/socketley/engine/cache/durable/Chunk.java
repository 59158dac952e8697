package dev.socketley.engine.cache.durable;

import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;

/**
 * Entries on their way to a file: the payload of one record, with room for its header before it.
 *
 * <p>Thread: one at a time; it is handed from the loop to the writer and back. Bounds: none of its
 * own; who fills it hands it over when {@link #length} says so.
 */
public final class Chunk {
    private static final int BYTES_MIN = 16 << 10;
    private static final int KEPT_MAX = 1 << 20;

    private byte[] bytes = new byte[BYTES_MIN];
    private int at = RecordFormat.RECORD_HEADER;
    private int partsAt;
    private int parts;
    /** Where the stream of entries stands behind this chunk; the writer's affair. */
    long end;

    byte[] bytes() {
        return bytes;
    }

    /** Bytes of the entries. */
    public int length() {
        return at - RecordFormat.RECORD_HEADER;
    }

    public boolean isEmpty() {
        return at == RecordFormat.RECORD_HEADER;
    }

    /** Lets what it holds go. */
    public void clear() {
        at = RecordFormat.RECORD_HEADER;
        if (bytes.length > KEPT_MAX) {
            bytes = new byte[BYTES_MIN];
        }
    }

    /** Everything behind happened at this Unix time in milliseconds. */
    public void time(long ms) {
        room(9);
        bytes[at++] = Entries.TIME;
        RecordFormat.LONG.set(bytes, at, ms);
        at += 8;
    }

    /** A command as it was sent. */
    public void command(int database, Args args) {
        begin(Entries.COMMAND, database);
        number(args.count());
        for (int i = 0; i < args.count(); i++) {
            bytes(args.bytes(), args.offset(i), args.length(i));
        }
    }

    /** A command in words of its own. */
    public void command(int database, byte[]... words) {
        begin(Entries.COMMAND, database);
        number(words.length);
        for (byte[] word : words) {
            bytes(word, 0, word.length);
        }
    }

    /** A string and its key; {@code deadlineMs} is 0 for none. */
    public void string(int database, byte[] key, long deadlineMs, byte[] value) {
        string(database, key, deadlineMs, value, 0, value.length);
    }

    /** As {@link #string(int, byte[], long, byte[])}, of a string that lies in an array. */
    public void string(int database, byte[] key, long deadlineMs, byte[] in, int from, int length) {
        beginPut(database, Entries.STRING, key, deadlineMs);
        part(in, from, length);
        endParts();
    }

    /** Begins a value of several parts: {@link #part} each, then {@link #endParts}. */
    public void beginPut(int database, int kind, byte[] key, long deadlineMs) {
        begin(Entries.PUT, database);
        bytes[at++] = (byte) kind;
        bytes(key, 0, key.length);
        number(deadlineMs);
        beginParts();
    }

    /** Begins further parts of the value put last. */
    public void beginMore() {
        room(1);
        bytes[at++] = Entries.MORE;
        beginParts();
    }

    private void beginParts() {
        room(4);
        partsAt = at;
        parts = 0;
        at += 4;
    }

    /** A part of the value begun last. */
    public void part(byte[] from, int offset, int length) {
        bytes(from, offset, length);
        parts++;
    }

    public void part(byte[] all) {
        part(all, 0, all.length);
    }

    public void endParts() {
        RecordFormat.INT.set(bytes, partsAt, parts);
    }

    /** A key that is gone. */
    public void delete(int database, byte[] key) {
        begin(Entries.DELETE, database);
        bytes(key, 0, key.length);
    }

    /** A database that was emptied; {@link Entries#ALL_DATABASES} for all of them. */
    public void clear(int database) {
        begin(Entries.CLEAR, database);
    }

    /** The end of a snapshot of so many keys. */
    public void end(long keys) {
        room(9);
        bytes[at++] = Entries.END;
        RecordFormat.LONG.set(bytes, at, keys);
        at += 8;
    }

    private void begin(byte entry, int database) {
        room(3);
        bytes[at++] = entry;
        bytes[at++] = (byte) database;
    }

    private void bytes(byte[] from, int offset, int length) {
        number(length);
        room(length);
        System.arraycopy(from, offset, bytes, at, length);
        at += length;
    }

    private void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            long wanted = Math.max((long) at + more, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }
}
