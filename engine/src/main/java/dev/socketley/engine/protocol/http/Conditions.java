package dev.socketley.engine.protocol.http;

import java.time.Instant;
import java.util.Locale;

/** What a request makes its answer depend on, RFC 9110 12.5.3 and 13. <b>Thread:</b> any. */
public final class Conditions {
    /** What the conditions come to. */
    public enum Outcome { SERVE, NOT_MODIFIED, FAILED }

    private Conditions() {}

    /**
     * Looks at If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in this order.
     *
     * @param etag     of the file, with its quotes
     * @param modified when the file was changed last, to the second
     */
    public static Outcome of(HttpFields request, String etag, Instant modified) {
        String match = request.joined("if-match");
        if (match != null) {
            if (!lists(match, etag, false)) {
                return Outcome.FAILED;
            }
        } else if (isBefore(request.first("if-unmodified-since"), modified)) {
            return Outcome.FAILED;
        }
        String noneMatch = request.joined("if-none-match");
        if (noneMatch != null) {
            return lists(noneMatch, etag, true) ? Outcome.NOT_MODIFIED : Outcome.SERVE;
        }
        String since = request.first("if-modified-since");
        Instant date = since == null ? null : HttpDate.parse(since);
        return date != null && !modified.isAfter(date) ? Outcome.NOT_MODIFIED : Outcome.SERVE;
    }

    private static boolean isBefore(String field, Instant modified) {
        Instant date = field == null ? null : HttpDate.parse(field);
        return date != null && date.isBefore(modified);
    }

    private static boolean lists(String field, String etag, boolean weak) {
        if (field.strip().equals("*")) {
            return true;
        }
        for (String part : field.split(",", -1)) {
            String tag = part.strip();
            if (tag.equals(etag) || weak && tag.startsWith("W/") && tag.substring(2).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Range counts: there is no If-Range, or it names the file as it is. */
    public static boolean rangeCounts(HttpFields request, String etag, Instant modified) {
        String field = request.first("if-range");
        if (field == null) {
            return true;
        }
        return field.startsWith("\"") ? field.strip().equals(etag)
            : modified.equals(HttpDate.parse(field));
    }

    /** Whether Accept-Encoding allows a coding by its name or by {@code *}. */
    public static boolean accepts(String field, String coding) {
        if (field == null) {
            return false;
        }
        boolean any = false;
        for (String part : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] words = part.split(";", -1);
            String name = words[0].strip();
            if (name.equals(coding)) {
                return !isNothing(words);
            }
            any |= name.equals("*") && !isNothing(words);
        }
        return any;
    }

    /** Whether one of a coding's parameters is a weight of zero. */
    private static boolean isNothing(String[] words) {
        for (int i = 1; i < words.length; i++) {
            if (words[i].strip().matches("q\\s*=\\s*0(\\.0*)?")) {
                return true;
            }
        }
        return false;
    }
}
