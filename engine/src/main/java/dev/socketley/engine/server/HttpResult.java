package dev.socketley.engine.server;

import dev.socketley.engine.HookDone;
import dev.socketley.engine.http.HttpAnswers;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.protocol.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a hook of HTTP has given back, understood on the loop where the hook ran: until then it may
 * be the script's own, which a connection's loop must not look into. It does not change.
 *
 * @param response what to send, or null
 * @param file     whose bytes are the body, or null
 * @param status   whether the script gave a status and nothing else
 * @param refused  why it cannot be sent, or null
 */
record HttpResult(HttpResponse response, Path file, boolean status, String refused) {
    /** Hands on what {@code on_http_request} gives back: null, an exchange or one of these. */
    static HookDone of(HookDone back) {
        return (first, second, error) -> back.done(error != null || first == null
            || first instanceof HttpExchange ? first : of(first, second), null, error);
    }

    /** The same of {@code on_http_error}, whose answer has what it does not say from another. */
    static HookDone page(HookDone back, HttpResponse own) {
        return (first, second, error) -> back.done(error != null || first == null
            || first instanceof HttpExchange ? first : page(first, second, own), null, error);
    }

    static HttpResult of(Object first, Object second) {
        try {
            Object result = HttpAnswers.joined(first, second);
            return new HttpResult(HttpAnswers.of(result), file(result), first instanceof Number, null);
        } catch (IllegalArgumentException e) {
            return new HttpResult(null, null, false, e.getMessage());
        }
    }

    private static HttpResult page(Object first, Object second, HttpResponse own) {
        try {
            Object result = HttpAnswers.joined(first, second);
            return new HttpResult(HttpAnswers.page(result, own), file(result), false, null);
        } catch (IllegalArgumentException e) {
            return new HttpResult(null, null, false, e.getMessage());
        }
    }

    private static Path file(Object result) {
        return result instanceof Map<?, ?> table ? HttpAnswers.file(table) : null;
    }
}
