package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the commands share that show a value a portion at a time. */
final class Scans {
    private static final int COUNT = 10;
    private static final int COUNT_MAX = 100_000;
    private static final Reply EMPTY = Reply.array(Reply.bulk("0"), Reply.EMPTY);

    /** {@code MATCH}, {@code COUNT} and, for keys, {@code TYPE}. */
    record Options(Glob pattern, String type, int count) {
        boolean accepts(byte[] bytes) {
            return pattern == null || pattern.matches(bytes);
        }
    }

    /** Shows what comes at a cursor; answers the next. */
    @FunctionalInterface
    interface Walk {
        long from(long cursor, Options options, List<Reply> found);
    }

    private Scans() {
    }

    static long cursor(Call call, int index) {
        String text = call.args().text(index);
        try {
            // As C's strtoul reads it: nothing is 0, and a sign may stand before the digits.
            return text.isEmpty() ? 0 : text.startsWith("-")
                ? -Long.parseUnsignedLong(text.substring(1)) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Errors.raise(Reply.error("ERR invalid cursor"));
        }
    }

    /** The options from {@code index} on. */
    static Options options(Call call, int index, boolean typed) {
        Glob pattern = null;
        String type = null;
        int count = COUNT;
        for (int i = index; i < call.count(); i += 2) {
            boolean valued = i + 1 < call.count();
            if (valued && call.is(i, "MATCH")) {
                pattern = new Glob(call.bytes(i + 1));
            } else if (valued && call.is(i, "COUNT")) {
                count = count(call, i + 1);
            } else if (valued && typed && call.is(i, "TYPE")) {
                type = call.args().text(i + 1);
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
        return new Options(pattern, type, count);
    }

    private static int count(Call call, int index) {
        long count = call.integer(index);
        if (count < 1) {
            throw Errors.raise(Errors.SYNTAX);
        }
        return (int) Math.min(count, COUNT_MAX);
    }

    /** A portion of the value at key 1, whose cursor is argument 2; {@code value} may be null. */
    static Reply value(Call call, long cursor, Object value, Walk walk) {
        return value == null ? EMPTY : reply(cursor, options(call, 3, false), walk);
    }

    static Reply reply(long cursor, Options options, Walk walk) {
        List<Reply> found = new ArrayList<>();
        long next = walk.from(cursor, options, found);
        return Reply.array(
            Reply.bulk(Long.toUnsignedString(next).getBytes(StandardCharsets.US_ASCII)),
            Reply.array(found));
    }

    /** Bytes of an element that may be kept; a whole array is not copied. */
    static byte[] bytes(byte[] bytes, int from, int length) {
        return length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length);
    }
}
