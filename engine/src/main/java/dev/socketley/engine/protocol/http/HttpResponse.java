package dev.socketley.engine.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A response before it is encoded. <b>Thread:</b> its request's loop. Length and framing fields
 * are set here and nowhere else, so that a script cannot break the stream.
 */
public final class HttpResponse {
    private static final byte[] NO_BYTES = {};
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    private static final int HEAD_BYTES = 128;

    private final int status;
    private final byte[] body;
    private final List<byte[]> fields = new ArrayList<>(4);
    private int fieldBytes;
    private boolean closes;

    /**
     * @param status 200..999
     * @throws IllegalArgumentException for another status
     */
    public HttpResponse(int status, byte[] body) {
        if (status < 200 || status > 999) {
            throw new IllegalArgumentException("status must be 200..999: status=" + status);
        }
        this.status = status;
        this.body = body;
    }

    /** A plain text answer that names the status, such as {@code 404 Not Found}. */
    public static HttpResponse plain(int status) {
        String text = status + " " + reason(status);
        return new HttpResponse(status, ascii(text)).field("Content-Type", ascii("text/plain"));
    }

    /**
     * Adds a header field. Content-Length and Transfer-Encoding are ignored, and
     * {@code Connection: close} closes.
     *
     * @throws IllegalArgumentException for a name or value that would end the field early
     */
    public HttpResponse field(String name, byte[] value) {
        checkName(name);
        checkValue(name, value);
        switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length", "transfer-encoding" -> { }
            case "connection" -> closes |= new String(value, StandardCharsets.ISO_8859_1)
                .trim().equalsIgnoreCase("close");
            default -> {
                byte[] n = ascii(name);
                fields.add(n);
                fields.add(value);
                fieldBytes += n.length + value.length + 4;
            }
        }
        return this;
    }

    private static void checkName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(HttpResponse::isTokenChar)) {
            throw new IllegalArgumentException("header name \"" + shown(name)
                + "\" is not made of letters, digits and !#$%&'*+-.^_`|~");
        }
    }

    private static boolean isTokenChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
            || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static void checkValue(String name, byte[] value) {
        for (byte b : value) {
            if (b == '\r' || b == '\n' || b == 0) {
                throw new IllegalArgumentException(
                    "value of header " + name + " holds a CR, LF or NUL");
            }
        }
    }

    private static String shown(String s) {
        return s.replaceAll("[\\p{Cntrl}]", "?");
    }

    public int status() {
        return status;
    }

    /** Whether the script asked for the connection to be closed. */
    public boolean closes() {
        return closes;
    }

    /** How long {@link #encode} makes it at most. */
    public int bytesMax() {
        return HEAD_BYTES + reason(status).length() + fieldBytes + body.length;
    }

    /**
     * Encodes head and body.
     *
     * @param version   of the request
     * @param isHead    whether to leave the body out and keep its length
     * @param keepAlive whether the connection stays open
     */
    public void encode(String version, boolean isHead, boolean keepAlive, ByteBuf out) {
        boolean bodiless = status == 204 || status == 304;
        if (status == 200) {
            out.writeBytes(OK);
        } else {
            out.writeBytes(ascii("HTTP/1.1 " + status + ' ' + reason(status) + "\r\n"));
        }
        for (int i = 0; i < fields.size(); i += 2) {
            out.writeBytes(fields.get(i)).writeByte(':').writeByte(' ')
                .writeBytes(fields.get(i + 1)).writeBytes(CRLF);
        }
        if (!bodiless) {
            writeNumber(out.writeBytes(LENGTH), body.length);
            out.writeBytes(CRLF);
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (!version.equals("HTTP/1.1")) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(CRLF).writeBytes(isHead || bodiless ? NO_BYTES : body);
    }

    private static void writeNumber(ByteBuf out, int n) {
        if (n >= 10) {
            writeNumber(out, n / 10);
        }
        out.writeByte('0' + n % 10);
    }

    private static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
