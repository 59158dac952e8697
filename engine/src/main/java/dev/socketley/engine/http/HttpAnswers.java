package dev.socketley.engine.http;

import dev.socketley.engine.protocol.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What hooks of HTTP give back, as a response. <b>Thread:</b> any. */
public final class HttpAnswers {
    private static final byte[] NO_BYTES = {};
    private static final int STATUS_MIN = 200;
    private static final int STATUS_MAX = 999;
    private static final byte[] TEXT =
        "text/plain; charset=utf-8".getBytes(StandardCharsets.US_ASCII);

    private HttpAnswers() {}

    /**
     * Nothing is 404, a number a status with its words as body, a string the body of a 200; a table
     * has status, headers and body.
     *
     * @throws IllegalArgumentException for a status, header or body that cannot be sent
     */
    public static HttpResponse of(Object result) {
        return switch (result) {
            case null -> HttpResponse.plain(404);
            case Number status -> HttpResponse.plain(status(status, 200));
            case Map<?, ?> table -> fromTable(table, 200, false);
            case List<?> list when list.isEmpty() -> new HttpResponse(200, NO_BYTES);
            case byte[] body -> new HttpResponse(200, body).field("Content-Type", TEXT);
            case String body -> of(body.getBytes(StandardCharsets.UTF_8));
            default -> throw noAnswer("on_http_request", result);
        };
    }

    /**
     * What a hook gives back, of two values as of one: the second is the status of a string.
     *
     * @throws IllegalArgumentException for a second value that is no status, or behind no string
     */
    public static Object joined(Object result, Object second) {
        if (second == null || result == null) {
            return result;
        }
        if (!(result instanceof byte[] || result instanceof String)) {
            throw new IllegalArgumentException("a second value is the status of a string, as in "
                + "return \"gone\", 410; other answers have it in a table");
        }
        if (!(second instanceof Number n) || n.doubleValue() < STATUS_MIN
                || n.doubleValue() > STATUS_MAX) {
            throw new IllegalArgumentException("a status of 200..999 expected behind the string, got "
                + (second instanceof Number ? second + "; gsub, which counts there, wants parentheses"
                    : "something else"));
        }
        return Map.of("status", second, "headers", Map.of("Content-Type", TEXT), "body", result);
    }

    private static IllegalArgumentException noAnswer(String hook, Object result) {
        return new IllegalArgumentException(hook + " gives back a string, a status, a table with names "
            + "or nil, got " + (result instanceof Boolean ? "boolean" : "list"));
    }

    /**
     * What {@code on_http_error} gives back for a response of the engine's own, whose status,
     * words and fields it has where it says nothing else.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static HttpResponse page(Object result, HttpResponse own) {
        HttpResponse made;
        boolean hasOwnWords = false;
        switch (result) {
            case null -> {
                return own;
            }
            case List<?> list when list.isEmpty() -> {
                return own;
            }
            case Number status -> {
                return page(Map.of("status", status), own);
            }
            case Map<?, ?> table -> {
                hasOwnWords = table.get("body") == null && table.get("file") == null;
                made = fromTable(table, own.status(), hasOwnWords);
            }
            case byte[] body -> made = new HttpResponse(own.status(), body).field("Content-Type", TEXT);
            case String text -> {
                return page(text.getBytes(StandardCharsets.UTF_8), own);
            }
            default -> throw noAnswer("on_http_error", result);
        }
        for (int i = 0; i < own.fields().size(); i += 2) {
            String name = new String(own.fields().get(i), StandardCharsets.ISO_8859_1);
            if ((hasOwnWords || !name.equals("Content-Type")) && !has(made, name)) {
                made.field(name, own.fields().get(i + 1));
            }
        }
        return made;
    }

    private static boolean has(HttpResponse response, String name) {
        for (int i = 0; i < response.fields().size(); i += 2) {
            if (name.equalsIgnoreCase(
                    new String(response.fields().get(i), StandardCharsets.ISO_8859_1))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The file that a hook answers with, or null.
     *
     * @throws IllegalArgumentException for what is no path, or stands beside a body
     */
    public static Path file(Map<?, ?> table) {
        Object file = table.get("file");
        if (file == null) {
            return null;
        }
        if (table.get("body") != null) {
            throw new IllegalArgumentException("file: not with a body");
        }
        return Path.of(new String(bytes("file", file), StandardCharsets.UTF_8));
    }

    /** @param inWords without a body it says its status in words */
    private static HttpResponse fromTable(Map<?, ?> table, int usual, boolean inWords) {
        int status = status(table.get("status"), usual);
        Object body = table.get("body");
        HttpResponse response = inWords ? new HttpResponse(status, HttpResponse.words(status))
            : new HttpResponse(status, body == null ? NO_BYTES : bytes("body", body));
        Object headers = table.get("headers");
        if (headers instanceof Map<?, ?> map) {
            map.forEach((name, value) -> field(response, text(name), value));
        } else if (headers != null && !(headers instanceof List<?> list && list.isEmpty())) {
            throw new IllegalArgumentException("headers: table of strings expected");
        }
        return response;
    }

    private static int status(Object status, int usual) {
        if (status == null) {
            return usual;
        }
        if (status instanceof Number n && n.doubleValue() == n.intValue()) {
            return n.intValue();
        }
        throw new IllegalArgumentException("status: integer 200..999 expected, got " + status);
    }

    /** A list gives one field for each of its values, as Set-Cookie needs. */
    private static void field(HttpResponse response, String name, Object value) {
        if (value instanceof List<?> values) {
            values.forEach(v -> response.field(name, bytes(name, v)));
        } else {
            response.field(name, bytes(name, value));
        }
    }

    private static String text(Object name) {
        return name instanceof String known ? known
            : new String(bytes("header name", name), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String what, Object value) {
        return switch (value) {
            case byte[] b -> b;
            case String s -> s.getBytes(StandardCharsets.UTF_8);
            case Number n when n.doubleValue() == n.longValue() -> bytes(what,
                Long.toString(n.longValue()));
            case Number n -> bytes(what, n.toString());
            case null, default ->
                throw new IllegalArgumentException(what + ": string or number expected");
        };
    }
}
