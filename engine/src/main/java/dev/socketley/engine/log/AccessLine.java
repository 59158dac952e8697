package dev.socketley.engine.log;

import dev.socketley.engine.protocol.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The line of a request that was answered, as web servers write it: the combined log format, and
 * behind it the milliseconds that it took. <b>Thread:</b> any.
 */
public final class AccessLine {
    private static final DateTimeFormatter DATE =
        DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ROOT);
    private static final String HEX = "0123456789ABCDEF";

    private AccessLine() {}

    /**
     * @param address of the peer, or an empty string
     * @param request null for what could not be understood
     * @param bytes   of the response, its head included
     * @param nanos   from the request's head to the end of the response
     */
    public static byte[] of(String address, HttpRequest request, int status, long bytes, long nanos) {
        StringBuilder out = new StringBuilder(160).append(address.isEmpty() ? "-" : address)
            .append(" - - ").append(DATE.format(ZonedDateTime.now())).append(" \"");
        if (request == null) {
            out.append('-');
        } else {
            String query = request.query();
            put(request.method(), out);
            put(" " + request.path() + (query.isEmpty() ? "" : "?" + query), out);
            out.append(' ').append(request.version());
        }
        out.append("\" ").append(status).append(' ').append(bytes);
        field(request, "referer", out);
        field(request, "user-agent", out);
        out.append(' ').append(TimeUnit.NANOSECONDS.toMillis(nanos));
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void field(HttpRequest request, String name, StringBuilder out) {
        String value = request == null ? null : request.headers().first(name);
        put(value == null || value.isEmpty() ? "-" : value, out.append(" \""));
        out.append('"');
    }

    /** Whatever a peer sends ends neither its field nor the line: the rest is shown as {@code \xHH}. */
    private static void put(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                out.append(c);
            } else {
                out.append("\\x").append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
            }
        }
    }
}
