package dev.socketley.engine.cache.durable;

import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;

/**
 * Reads the entries of one record back.
 *
 * <p>Thread: one owner. Bounds: what it allocates is no longer than the record it is given.
 */
public final class Entries {
    /** In place of a database: all of them. */
    public static final int ALL_DATABASES = 0xff;
    /** The kind of a value that is a string; others are their owner's. */
    public static final int STRING = 0;

    static final byte TIME = 1;
    static final byte COMMAND = 2;
    static final byte PUT = 3;
    static final byte MORE = 4;
    static final byte DELETE = 5;
    static final byte CLEAR = 6;
    static final byte END = 7;

    /** Takes entries in order. */
    public interface Sink {
        void time(long ms);

        /** @param args valid until this returns */
        void command(int database, Args args);

        /** @param deadlineMs Unix time in milliseconds, 0 for none */
        void put(int database, int kind, byte[] key, long deadlineMs, byte[][] parts);

        /** Further parts of the value put last. */
        void more(byte[][] parts);

        void delete(int database, byte[] key);

        void clear(int database);

        void end(long keys);
    }

    /** Bytes that are no entries although their checksum is right. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what, null, false, false);
        }
    }

    private final Args args = new Args();
    private byte[] bytes;
    private int at;
    private int to;

    /** Hands every entry to the sink. */
    void read(byte[] from, int offset, int length, Sink sink) throws Malformed {
        bytes = from;
        at = offset;
        to = offset + length;
        while (at < to) {
            entry(bytes[at++], sink);
        }
    }

    private void entry(byte kind, Sink sink) throws Malformed {
        switch (kind) {
            case TIME -> sink.time(fixed());
            case COMMAND -> command(sink);
            case PUT -> put(sink);
            case MORE -> sink.more(parts());
            case DELETE -> sink.delete(one(), copy());
            case CLEAR -> sink.clear(one());
            case END -> sink.end(fixed());
            default -> throw new Malformed("entry of unknown kind " + kind);
        }
    }

    private void command(Sink sink) throws Malformed {
        int database = one();
        int count = count(number());
        args.clear();
        args.over(bytes, 0);
        for (int i = 0; i < count; i++) {
            int length = count(number());
            args.add(at, length);
            at += length;
        }
        sink.command(database, args);
    }

    private void put(Sink sink) throws Malformed {
        int database = one();
        int kind = one();
        byte[] key = copy();
        long deadline = number();
        sink.put(database, kind, key, deadline, parts());
    }

    private byte[][] parts() throws Malformed {
        need(4);
        int count = count((int) RecordFormat.INT.get(bytes, at) & 0xffffffffL);
        at += 4;
        byte[][] parts = new byte[count][];
        for (int i = 0; i < count; i++) {
            parts[i] = copy();
        }
        return parts;
    }

    private byte[] copy() throws Malformed {
        int length = count(number());
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    private int one() throws Malformed {
        need(1);
        return bytes[at++] & 0xff;
    }

    private long fixed() throws Malformed {
        need(8);
        long value = (long) RecordFormat.LONG.get(bytes, at);
        at += 8;
        return value;
    }

    private long number() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = one();
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new Malformed("number of more than ten bytes");
    }

    /** A count or length of things that take at least a byte each. */
    private int count(long value) throws Malformed {
        if (value < 0 || value > to - at) {
            throw new Malformed("length " + value + " where " + (to - at) + " bytes are left");
        }
        return (int) value;
    }

    private void need(int count) throws Malformed {
        if (to - at < count) {
            throw new Malformed("entry ends early");
        }
    }
}
