package dev.socketley.engine.protocol.http;

import java.util.function.Supplier;

/**
 * The head of a request, whatever version of HTTP it came in. Text is as received, each byte a
 * character. <b>Thread:</b> its connection's loop, or the one loop it is handed to.
 */
public interface HttpRequest {
    /** As sent, {@code GET}. */
    String method();

    /** The target up to its query, percent signs as sent; {@code *} for a whole server. */
    String path();

    /** What follows the question mark, or an empty string. */
    String query();

    /** {@code HTTP/1.1} or {@code HTTP/1.0}. */
    String version();

    HttpFields headers();

    /** What makes the same again, and takes little more memory than its bytes until then. */
    Supplier<HttpRequest> kept();
}
