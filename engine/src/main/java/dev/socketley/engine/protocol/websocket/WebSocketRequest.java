package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The client's half of the opening handshake. <b>Thread:</b> one at a time. <b>Bounds:</b> an
 * answer's head has at most {@link #HEAD_BYTES_MAX} bytes.
 */
public final class WebSocketRequest {
    private static final int HEAD_BYTES_MAX = 16 << 10;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String key;
    private final List<String> protocols;
    private final DeflateSettings deflate;

    /** @param deflate what to offer of compression, or null */
    public WebSocketRequest(List<String> protocols, DeflateSettings deflate) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        this.key = Base64.getEncoder().encodeToString(random);
        this.protocols = protocols;
        this.deflate = deflate;
    }

    /**
     * What a server answered.
     *
     * @param protocol the sub-protocol it chose, or null
     * @param terms    what was agreed of compression, or null
     */
    public record Answer(String protocol, DeflateTerms terms) {}

    /**
     * @param host   with its port
     * @param target path and query
     * @param fields further header fields, without line ends
     */
    public byte[] bytes(String host, String target, Map<String, String> fields) {
        StringBuilder out = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\nHost: ")
            .append(host).append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ").append(key).append("\r\n");
        if (!protocols.isEmpty()) {
            out.append("Sec-WebSocket-Protocol: ").append(String.join(", ", protocols))
                .append("\r\n");
        }
        if (deflate != null) {
            out.append("Sec-WebSocket-Extensions: ").append(DeflateOffers.offer(deflate))
                .append("\r\n");
        }
        fields.forEach((name, value) -> out.append(name).append(": ").append(value)
            .append("\r\n"));
        return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Takes the answer's head, once it is whole.
     *
     * @return null while more bytes are needed
     * @throws ProtocolException when the server refuses, or its answer is wrong
     */
    public Answer answer(ByteBuf input) throws ProtocolException {
        int end = end(input);
        if (end < 0) {
            if (input.readableBytes() > HEAD_BYTES_MAX) {
                throw wrong("head is longer than " + HEAD_BYTES_MAX + " bytes");
            }
            return null;
        }
        String head = input.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
        input.skipBytes(END.length);
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw wrong(lines[0]);
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    n -> new ArrayList<>(1)).add(lines[i].substring(colon + 1).strip());
            }
        }
        return answer(fields);
    }

    private static int end(ByteBuf input) {
        int from = input.readerIndex();
        for (int at = from; at + END.length <= input.writerIndex(); at++) {
            if (input.getByte(at) == '\r' && input.getByte(at + 1) == '\n'
                    && input.getByte(at + 2) == '\r' && input.getByte(at + 3) == '\n') {
                return at - from;
            }
        }
        return -1;
    }

    private Answer answer(Map<String, List<String>> fields) throws ProtocolException {
        if (!"websocket".equalsIgnoreCase(only(fields, "upgrade"))
                || !hasUpgrade(fields.getOrDefault("connection", List.of()))) {
            throw wrong("101 without Upgrade: websocket and Connection: Upgrade");
        }
        if (!WebSocketHandshake.answer(key).equals(only(fields, "sec-websocket-accept"))) {
            throw wrong("Sec-WebSocket-Accept does not belong to the key");
        }
        String protocol = only(fields, "sec-websocket-protocol");
        if (protocol != null && !protocols.contains(protocol)) {
            throw wrong("sub-protocol that was not offered: " + protocol);
        }
        return new Answer(protocol, DeflateOffers.answered(
            fields.getOrDefault("sec-websocket-extensions", List.of()), deflate));
    }

    private static boolean hasUpgrade(List<String> values) {
        return values.stream().flatMap(v -> List.of(v.split(",")).stream())
            .anyMatch(v -> v.strip().equalsIgnoreCase("upgrade"));
    }

    private static String only(Map<String, List<String>> fields, String name)
            throws ProtocolException {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong("more than one " + name);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static ProtocolException wrong(String what) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, "no websocket: " + what);
    }
}
