package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a command answers, before it is written in any protocol.
 *
 * <p>Thread: any; immutable, except that the bytes of a bulk are the store's and are not written.
 */
public final class Reply {
    /**
     * What a reply is. {@code MAP} has keys and values in turn, {@code PAIRS} members and their
     * scores in turn, {@code PUSH} is a message out of turn, {@code TEXT} a bulk to be read by
     * people, {@code SEQUENCE} is several replies in a row, {@code NONE} is none. RESP2 writes
     * maps, pairs, sets and messages as arrays, doubles as bulks and booleans as 1 or 0; RESP3
     * writes pairs as an array
     * of arrays of two.
     */
    public enum Kind {
        STATUS, ERROR, INTEGER, DOUBLE, BULK, TEXT, BOOLEAN, NIL, NIL_ARRAY, ARRAY, MAP, PAIRS, SET, PUSH,
        SEQUENCE, NONE
    }

    public static final Reply OK = new Reply(Kind.STATUS, 0, "OK");
    public static final Reply NIL = new Reply(Kind.NIL, 0, null);
    public static final Reply NIL_ARRAY = new Reply(Kind.NIL_ARRAY, 0, null);
    public static final Reply NONE = new Reply(Kind.NONE, 0, null);
    public static final Reply ZERO = new Reply(Kind.INTEGER, 0, null);
    public static final Reply ONE = new Reply(Kind.INTEGER, 1, null);
    public static final Reply EMPTY = array(List.of());

    private final Kind kind;
    private final long integer;
    private final Object body;

    private Reply(Kind kind, long integer, Object body) {
        this.kind = kind;
        this.integer = integer;
        this.body = body;
    }

    public static Reply status(String line) {
        return new Reply(Kind.STATUS, 0, line);
    }

    /** An error: its code word, then a sentence. */
    public static Reply error(String line) {
        return new Reply(Kind.ERROR, 0, line);
    }

    public static Reply integer(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : new Reply(Kind.INTEGER, value, null);
    }

    /** 1 for true, 0 for false. */
    public static Reply flag(boolean value) {
        return value ? ONE : ZERO;
    }

    /** True or false. */
    public static Reply bool(boolean value) {
        return new Reply(Kind.BOOLEAN, value ? 1 : 0, null);
    }

    /** A string, or {@link #NIL} for null. */
    public static Reply bulk(byte[] value) {
        return value == null ? NIL : new Reply(Kind.BULK, 0, value);
    }

    public static Reply bulk(String value) {
        return bulk(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A string that tools show as it is. */
    public static Reply text(String value) {
        return new Reply(Kind.TEXT, 0, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message out of turn. */
    public static Reply push(List<Reply> items) {
        return new Reply(Kind.PUSH, 0, items);
    }

    public static Reply array(List<Reply> items) {
        return new Reply(Kind.ARRAY, 0, items);
    }

    public static Reply array(Reply... items) {
        return array(List.of(items));
    }

    /** Elements that lie in the store; only for a reply that is written at once. */
    static Reply streamed(Kind kind, Streamed elements) {
        return new Reply(kind, 0, elements);
    }

    /** A string that lies in the store; only for a reply that is written at once. */
    static Reply bulk(Slice slice) {
        return new Reply(Kind.BULK, 0, slice);
    }

    /** Members and their scores in turn. */
    public static Reply pairs(List<Reply> membersAndScores) {
        return new Reply(Kind.PAIRS, 0, membersAndScores);
    }

    /** Keys and values in turn. */
    public static Reply map(List<Reply> keysAndValues) {
        return new Reply(Kind.MAP, 0, keysAndValues);
    }

    /** Members in no order. */
    public static Reply set(List<Reply> members) {
        return new Reply(Kind.SET, 0, members);
    }

    /** A number with a fraction. */
    public static Reply number(double value) {
        return new Reply(Kind.DOUBLE, Double.doubleToRawLongBits(value), null);
    }

    /** Several replies to one command. */
    public static Reply sequence(List<Reply> replies) {
        return new Reply(Kind.SEQUENCE, 0, replies);
    }

    public Kind kind() {
        return kind;
    }

    /** The value of an {@code INTEGER}; 1 or 0 of a {@code BOOLEAN}. */
    public long integer() {
        return integer;
    }

    /** The value of a {@code DOUBLE}. */
    public double number() {
        return Double.longBitsToDouble(integer);
    }

    /** The bytes of a {@code BULK} or {@code TEXT}, or of a {@code DOUBLE} as Redis words it. */
    public byte[] bytes() {
        if (kind == Kind.DOUBLE) {
            return Numbers.bytes(number());
        }
        return body instanceof Slice slice ? slice.copy() : (byte[]) body;
    }

    /** The line of a {@code STATUS} or an {@code ERROR}. */
    public String line() {
        return (String) body;
    }

    /** The bytes of a {@code BULK} that lies in the store, or null. */
    public Slice slice() {
        return body instanceof Slice slice ? slice : null;
    }

    /** The elements of a reply that lie in the store, or null. */
    public Streamed streamed() {
        return body instanceof Streamed elements ? elements : null;
    }

    /** The members of a reply that has members. */
    @SuppressWarnings("unchecked")
    public List<Reply> items() {
        return body instanceof Streamed elements ? copied(elements) : (List<Reply>) body;
    }

    private static List<Reply> copied(Streamed elements) {
        List<Reply> items = new ArrayList<>(elements.count());
        elements.stream(new Streamed.Sink() {
            @Override
            public void bulk(byte[] bytes, int from, int length) {
                items.add(Reply.bulk(Arrays.copyOfRange(bytes, from, from + length)));
            }

            @Override
            public void number(double value) {
                items.add(Reply.number(value));
            }
        });
        return items;
    }

    public boolean isError() {
        return kind == Kind.ERROR;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case INTEGER -> ":" + integer;
            case DOUBLE -> "," + number();
            case BULK, TEXT -> new String(bytes(), StandardCharsets.UTF_8);
            default -> kind + (body == null ? "" : " " + body);
        };
    }
}
