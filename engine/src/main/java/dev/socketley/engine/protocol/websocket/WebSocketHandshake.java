package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The server's half of the opening handshake: a request that has been found well, and what is
 * answered. <b>Thread:</b> one at a time.
 */
public final class WebSocketHandshake {
    /** The value RFC 6455 has both sides append to the key. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final HttpFields headers;
    private final String key;
    private final List<String> protocols;
    private String protocol;
    private DeflateTerms terms;
    private String extensions;

    private WebSocketHandshake(HttpFields headers, String key, List<String> protocols) {
        this.headers = headers;
        this.key = key;
        this.protocols = protocols;
    }

    /** Whether a request asks for a WebSocket, well or badly. */
    public static boolean isAsked(HttpRequest request) {
        return request.headers().hasToken("upgrade", "websocket");
    }

    /** @throws ProtocolException 426 for another version, 400 for other mistakes */
    public static WebSocketHandshake of(HttpRequest request) throws ProtocolException {
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
        return new WebSocketHandshake(headers, key.trim(), tokens(headers));
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> tokens(HttpFields headers) {
        List<String> out = new ArrayList<>();
        for (String value : headers.values("sec-websocket-protocol")) {
            for (String token : value.split(",")) {
                if (!token.isBlank()) {
                    out.add(token.strip());
                }
            }
        }
        return out;
    }

    // ---- what is chosen -----------------------------------------------------------------------

    /** Whether the page that asks may; a peer that is no browser names none. */
    public boolean isFrom(List<String> origins) {
        String origin = headers.first("origin");
        return origins.isEmpty() || origin == null || origins.contains(origin);
    }

    /** Chooses the first of the peer's sub-protocols that is one of these, if any is. */
    public void choose(List<String> known) {
        for (String name : protocols) {
            if (protocol == null && known.contains(name)) {
                protocol = name;
            }
        }
    }

    /** Chooses a sub-protocol; false when the peer did not ask for it. */
    public boolean choose(String name) {
        if (!protocols.contains(name)) {
            return false;
        }
        protocol = name;
        return true;
    }

    /** Agrees to compress if the peer offers it. */
    public void compress(DeflateSettings settings) {
        DeflateOffers.Agreed agreed =
            DeflateOffers.accept(headers.values("sec-websocket-extensions"), settings);
        if (agreed != null) {
            terms = agreed.terms();
            extensions = agreed.answer();
        }
    }

    /** What was agreed of compression, or null. */
    public DeflateTerms terms() {
        return terms;
    }

    /** The whole {@code 101} response. */
    public byte[] answer() {
        StringBuilder out = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .append(answer(key)).append("\r\n");
        if (protocol != null) {
            out.append("Sec-WebSocket-Protocol: ").append(protocol).append("\r\n");
        }
        if (extensions != null) {
            out.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
        }
        return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a server answers to a client's key. */
    static String answer(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
