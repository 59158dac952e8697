package dev.socketley.engine.protocol.http;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Names and values as URLs and forms carry them: {@code a=1&b=two+words&c=%20}. Bytes in, bytes
 * out; nothing is refused, since browsers send anything. <b>Thread:</b> any.
 */
public final class Query {
    /** One name with its value, decoded; a name without {@code =} has an empty value. */
    public record Pair(byte[] name, byte[] value) {}

    private Query() {}

    /**
     * Splits and decodes.
     *
     * @param pairsMax pairs looked at; the rest is left out
     */
    public static List<Pair> parse(byte[] text, int pairsMax) {
        List<Pair> out = new ArrayList<>();
        int from = 0;
        while (from < text.length && out.size() < pairsMax) {
            int to = find(text, from, text.length, '&');
            if (to > from) {
                int mark = find(text, from, to, '=');
                out.add(new Pair(decode(text, from, mark, true),
                    decode(text, Math.min(mark + 1, to), to, true)));
            }
            from = to + 1;
        }
        return out;
    }

    private static int find(byte[] text, int from, int to, char wanted) {
        int i = from;
        while (i < to && text[i] != wanted) {
            i++;
        }
        return i;
    }

    /**
     * Undoes percent signs; one that is followed by no two hex digits stays as it is.
     *
     * @param plus whether {@code +} stands for a blank
     */
    public static byte[] decode(byte[] text, int from, int to, boolean plus) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            int high = text[i] == '%' && i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text[i + 2], 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(plus && text[i] == '+' ? ' ' : text[i]);
            }
        }
        return out.toByteArray();
    }

    /** Writes bytes so that {@link #decode} gives them back: all but RFC 3986's unreserved. */
    public static byte[] encode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 8);
        for (byte b : text) {
            if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
                    || b == '-' || b == '.' || b == '_' || b == '~') {
                out.write(b);
            } else {
                out.write('%');
                out.write("0123456789ABCDEF".charAt(b >> 4 & 15));
                out.write("0123456789ABCDEF".charAt(b & 15));
            }
        }
        return out.toByteArray();
    }
}
