package dev.socketley.engine.proxy;

import dev.socketley.engine.protocol.http.HttpDate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A response of the proxy's own.
 *
 * @param headers fields beside length and connection
 */
record Reply(int status, Map<String, String> headers, byte[] body) {
    private static final String FRAMING = " content-length transfer-encoding connection ";

    static Reply of(int status) {
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new Reply(status, Map.of("Content-Type", "text/plain"),
            (reason + '\n').getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * What a hook has instead of the usual reply.
     *
     * @param result {@code {status=, headers=, body=}}, each with the usual as its default, or a
     *               body; anything else is the usual reply
     */
    static Reply of(int usual, Object result) {
        byte[] text = Values.bytes(result);
        if (text != null) {
            return new Reply(usual, of(usual).headers, text);
        }
        if (!(result instanceof Map<?, ?> map)) {
            return of(usual);
        }
        int status = map.get("status") instanceof Number n && n.intValue() >= 200
            && n.intValue() <= 599 ? n.intValue() : usual;
        byte[] body = Values.bytes(map.get("body"));
        Map<String, String> headers = new LinkedHashMap<>();
        if (map.get("headers") instanceof Map<?, ?> given) {
            given.forEach((k, v) -> putIfSafe(headers, Values.text(k), v));
        }
        return new Reply(status, headers, body != null ? body : of(status).body);
    }

    /** Fields that would frame the response, or break out of their line, are left out. */
    private static void putIfSafe(Map<String, String> to, String name, Object raw) {
        String value = raw instanceof Number n && n.doubleValue() == n.longValue()
            ? Long.toString(n.longValue()) : Values.text(raw);
        if (name != null && value != null && name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                && value.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 127)
                && !FRAMING.contains(' ' + name.toLowerCase(Locale.ROOT) + ' ')) {
            to.put(name, value);
        }
    }

    /** @param toHead the request was HEAD: the body is announced and not sent */
    ByteBuf encode(ByteBufAllocator alloc, boolean keepAlive, boolean toHead) {
        StringBuilder head = new StringBuilder(160).append("HTTP/1.1 ").append(status).append(' ')
            .append(HttpResponseStatus.valueOf(status).reasonPhrase()).append("\r\n");
        if (headers.keySet().stream().noneMatch("date"::equalsIgnoreCase)) {
            head.append(new String(HttpDate.line(), StandardCharsets.US_ASCII));
        }
        headers.forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
        boolean bodiless = status == 204 || status == 304;
        if (!bodiless) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
        ByteBuf out = alloc.buffer(head.length() + body.length + 64);
        ByteBufUtil.writeUtf8(out, head);
        return bodiless || toHead ? out : out.writeBytes(body);
    }
}
