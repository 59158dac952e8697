package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server's half of the opening handshake. <b>Thread:</b> any. */
public final class WebSocketHandshake {
    /** The value RFC 6455 has both sides append to the key. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private WebSocketHandshake() {}

    /** Whether a request asks for a WebSocket, well or badly. */
    public static boolean isAsked(HttpRequest request) {
        return request.headers().hasToken("upgrade", "websocket");
    }

    /**
     * Answers the handshake.
     *
     * @return the whole {@code 101} response
     * @throws ProtocolException 426 for another version, 400 for other mistakes
     */
    public static byte[] accept(HttpRequest request) throws ProtocolException {
        HttpFields headers = request.headers();
        if (!request.method().equals("GET") || !request.version().equals("HTTP/1.1")) {
            throw new ProtocolException(400, "websocket handshake is not a GET of HTTP/1.1");
        }
        if (!headers.hasToken("connection", "upgrade")) {
            throw new ProtocolException(400, "websocket handshake without Connection: Upgrade");
        }
        if (!"13".equals(headers.first("sec-websocket-version"))) {
            throw new ProtocolException(426, "websocket version is not 13");
        }
        String key = headers.first("sec-websocket-key");
        if (key == null || !isKey(key.trim())) {
            throw new ProtocolException(400, "websocket key is not 16 bytes in base 64");
        }
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: " + answer(key.trim()) + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String answer(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    /** The headers of a handshake that scripts see, each only when it was sent and not empty. */
    public static Map<String, String> headers(HttpRequest request) {
        Map<String, String> out = new LinkedHashMap<>();
        put(out, "cookie", request.headers().first("cookie"));
        put(out, "origin", request.headers().first("origin"));
        put(out, "protocol", request.headers().first("sec-websocket-protocol"));
        put(out, "authorization", request.headers().first("authorization"));
        return out;
    }

    private static void put(Map<String, String> out, String key, String value) {
        if (value != null && !value.isEmpty()) {
            out.put(key, value);
        }
    }
}
