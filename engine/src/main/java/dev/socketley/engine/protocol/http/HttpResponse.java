package dev.socketley.engine.protocol.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A response, whatever version of HTTP it goes out in. Length and framing are the encoder's, so
 * that a script cannot break the stream. <b>Thread:</b> its request's loop.
 */
public final class HttpResponse {
    private static final byte[] NO_BYTES = {};

    private final int status;
    private final byte[] body;
    private final List<byte[]> fields = new ArrayList<>(4);
    private int fieldBytes;
    private long length = -1;
    private boolean closes;
    private boolean dated;

    /** A head whose body is written in pieces. */
    public HttpResponse(int status) {
        this(status, NO_BYTES);
    }

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
        return new HttpResponse(status, words(status)).field("Content-Type", "text/plain");
    }

    /** A status in words, such as {@code 404 Not Found}. */
    public static byte[] words(int status) {
        return ascii(status + " " + reason(status));
    }

    /**
     * Adds a header field. Transfer-Encoding is ignored, Content-Length is kept for a body in
     * pieces, and {@code Connection: close} closes.
     *
     * @throws IllegalArgumentException for a name or value that would end the field early
     */
    public HttpResponse field(String name, byte[] value) {
        Name known = Name.of(name);
        checkValue(name, value);
        switch (known.meaning) {
            case CODING -> { }
            case LENGTH -> length = number(value);
            case CONNECTION -> closes |= new String(value, StandardCharsets.ISO_8859_1)
                .trim().equalsIgnoreCase("close");
            case DATE -> {
                dated = true;
                add(known, value);
            }
            case NOTHING -> add(known, value);
        }
        return this;
    }

    private void add(Name name, byte[] value) {
        fields.add(name.bytes);
        fields.add(value);
        fieldBytes += name.bytes.length + value.length + 4;
    }

    /** What a name means to the framing of a response. */
    private enum Meaning { CODING, LENGTH, CONNECTION, DATE, NOTHING }

    /** A name that has been found good. Most are constants of scripts, so a few are remembered. */
    private record Name(String text, byte[] bytes, Meaning meaning) {
        private static final int KNOWN_CHARS_MAX = 64;
        /** Written by any loop without a lock: an entry is whole or not there. */
        private static final Name[] KNOWN = new Name[128];

        static Name of(String text) {
            int slot = text.hashCode() & (KNOWN.length - 1);
            Name known = KNOWN[slot];
            if (known == null || !known.text.equals(text)) {
                checkName(text);
                known = new Name(text, ascii(text), meaning(text));
                if (text.length() <= KNOWN_CHARS_MAX) {
                    KNOWN[slot] = known;
                }
            }
            return known;
        }

        private static Meaning meaning(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "transfer-encoding" -> Meaning.CODING;
                case "content-length" -> Meaning.LENGTH;
                case "connection" -> Meaning.CONNECTION;
                case "date" -> Meaning.DATE;
                default -> Meaning.NOTHING;
            };
        }
    }

    /** As {@link #field(String, byte[])} of ASCII. */
    public HttpResponse field(String name, String value) {
        return field(name, ascii(value));
    }

    private static long number(byte[] digits) {
        String text = new String(digits, StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("content-length: whole number expected");
        }
        return Long.parseLong(text);
    }

    /** @throws IllegalArgumentException for a name or value that would end its field early */
    public static void checkField(String name, byte[] value) {
        checkName(name);
        checkValue(name, value);
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

    public byte[] body() {
        return body;
    }

    /** Names and values one after the other, as they go out. */
    public List<byte[]> fields() {
        return fields;
    }

    /** Bytes of all fields on the wire of HTTP/1. */
    public int fieldBytes() {
        return fieldBytes;
    }

    /** Whether the script set the field Date itself. */
    public boolean isDated() {
        return dated;
    }

    /** The length that the script says a body which it writes in pieces will have, or -1. */
    public long length() {
        return length;
    }

    /** Sets the length of a body that is written in pieces. */
    public HttpResponse length(long bytes) {
        length = bytes;
        return this;
    }

    /** Whether responses of this status have no body. */
    public boolean isBodiless() {
        return status == 204 || status == 304;
    }

    /** The words behind a status. */
    public static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
