package dev.socketley.engine.protocol.http;

/**
 * A whole request.
 *
 * @param method   as sent, {@code GET}
 * @param path     the target up to its query, percent signs as sent
 * @param query    what follows the question mark, or an empty string
 * @param version  {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param headers  pairs of name and value as sent
 * @param body     bytes, empty when there is none; not to be changed
 * @param clientId id of the connection it came on
 */
public record HttpRequest(String method, String path, String query, String version,
        HttpFields headers, byte[] body, long clientId) {}
