package dev.socketley.engine.protocol.http;

import java.util.ArrayList;
import java.util.List;

/** The field Range, RFC 9110 14.2. <b>Thread:</b> any. */
public final class ByteRanges {
    private static final int DIGITS_MAX = 18;

    /**
     * Bytes of a whole.
     *
     * @param from first one, from 0
     * @param to   last one, included
     */
    public record Range(long from, long to) {
        public long length() {
            return to - from + 1;
        }
    }

    private ByteRanges() {}

    /**
     * Reads a field.
     *
     * @param size     of the whole in bytes
     * @param rangesMax more ranges than this are not answered one by one
     * @return null when the field is to be ignored, because it is none, asks for too many ranges or
     *         for more than the whole; an empty list when nothing that it asks for is there
     */
    public static List<Range> parse(String field, long size, int rangesMax) {
        String text = field.strip();
        if (text.length() < 6 || !text.regionMatches(true, 0, "bytes=", 0, 6)) {
            return null;
        }
        String[] parts = text.substring(6).split(",", -1);
        List<Range> out = new ArrayList<>();
        long all = 0;
        for (String part : parts) {
            Range range = range(part.strip(), size);
            if (range == null) {
                return null;
            }
            if (range.length() > 0) {
                out.add(range);
                all += range.length();
            }
        }
        boolean tooMuch = out.size() > rangesMax || out.size() > 1 && all > size;
        return tooMuch ? null : out;
    }

    /** One range; an empty one when it lies behind the end, null when it is none. */
    private static Range range(String part, long size) {
        int dash = part.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long from = number(part.substring(0, dash));
        long to = number(part.substring(dash + 1));
        if (dash == 0) {
            return to < 0 ? null : new Range(Math.max(0, size - to), size - 1);
        }
        boolean open = dash == part.length() - 1;
        if (from < 0 || !open && to < from) {
            return null;
        }
        return from >= size ? new Range(0, -1) : new Range(from, open ? size - 1 : Math.min(to, size - 1));
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > DIGITS_MAX) {
            return -1;
        }
        long out = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            out = out * 10 + c - '0';
        }
        return out;
    }
}
