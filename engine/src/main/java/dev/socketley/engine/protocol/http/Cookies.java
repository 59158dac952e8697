package dev.socketley.engine.protocol.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** The field Cookie, RFC 6265 4.2 read with lenience. <b>Thread:</b> any. */
public final class Cookies {
    private Cookies() {}

    /**
     * Names and values in order; of two with one name the first counts, as it is of the longest
     * path. Quotes around a value are taken off; what has no name is left out.
     *
     * @param field  the field's value, each byte a character
     * @param most   cookies looked at; the rest is left out
     */
    public static Map<String, String> parse(String field, int most) {
        Map<String, String> out = new LinkedHashMap<>();
        int from = 0;
        while (from < field.length() && out.size() < most) {
            int end = field.indexOf(';', from);
            int to = end < 0 ? field.length() : end;
            int mark = field.indexOf('=', from);
            if (mark >= 0 && mark < to) {
                String name = trimmed(field, from, mark);
                String value = trimmed(field, mark + 1, to);
                boolean quoted = value.length() > 1 && value.charAt(0) == '"'
                    && value.charAt(value.length() - 1) == '"';
                if (!name.isEmpty()) {
                    out.putIfAbsent(name, quoted ? value.substring(1, value.length() - 1) : value);
                }
            }
            from = to + 1;
        }
        return out;
    }

    private static String trimmed(String text, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && isBlank(text.charAt(first))) {
            first++;
        }
        while (last > first && isBlank(text.charAt(last - 1))) {
            last--;
        }
        return text.substring(first, last);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
