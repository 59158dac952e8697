package dev.socketley.engine.protocol.http1;

import dev.socketley.engine.protocol.http.HttpDate;
import dev.socketley.engine.protocol.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes responses of HTTP/1. <b>Thread:</b> any. */
public final class Http1Encoder {
    /** A length that stands for: chunks will tell. */
    public static final long CHUNKED = -1;
    /** A length that stands for: there is no body, or the end of the stream ends it. */
    public static final long UNSAID = -2;
    /** What a chunk takes beside its payload, at most. */
    public static final int CHUNK_BYTES = 12;

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKS = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST = ascii("0\r\n");
    /** Room for everything but fields and the reason. */
    private static final int HEAD_BYTES = 192;

    private Http1Encoder() {}

    /** How long {@link #head} makes it at most. */
    public static int headBytesMax(HttpResponse response) {
        return HEAD_BYTES + HttpResponse.reason(response.status()).length() + response.fieldBytes();
    }

    /**
     * Writes a head.
     *
     * @param http10    whether the request was of HTTP/1.0
     * @param keepAlive whether the connection stays open
     * @param length    of the body in bytes, {@link #CHUNKED} or {@link #UNSAID}
     */
    public static void head(HttpResponse response, boolean http10, boolean keepAlive, long length,
            ByteBuf out) {
        int status = response.status();
        out.writeBytes(status == 200 ? OK
            : ascii("HTTP/1.1 " + status + ' ' + HttpResponse.reason(status) + "\r\n"));
        if (!response.isDated()) {
            out.writeBytes(HttpDate.line());
        }
        fields(response.fields(), out);
        if (length == CHUNKED) {
            out.writeBytes(CHUNKS);
        } else if (length >= 0) {
            writeNumber(out.writeBytes(LENGTH), length);
            out.writeBytes(CRLF);
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(CRLF);
    }

    /** How long {@link #whole} makes it at most. */
    public static int wholeBytesMax(HttpResponse response, boolean isHead) {
        return headBytesMax(response) + (hasBody(response, isHead) ? response.body().length : 0);
    }

    /**
     * Writes a response with its body, which one to HEAD only announces.
     *
     * @param http10    whether the request was of HTTP/1.0
     * @param keepAlive whether the connection stays open
     */
    public static void whole(HttpResponse response, boolean http10, boolean isHead,
            boolean keepAlive, ByteBuf out) {
        head(response, http10, keepAlive, response.isBodiless() ? UNSAID : response.body().length, out);
        if (hasBody(response, isHead)) {
            out.writeBytes(response.body());
        }
    }

    /** Whether a body follows the head, if only an empty one. */
    public static boolean hasBody(HttpResponse response, boolean isHead) {
        return !isHead && !response.isBodiless();
    }

    private static void fields(List<byte[]> fields, ByteBuf out) {
        for (int i = 0; i < fields.size(); i += 2) {
            out.writeBytes(fields.get(i)).writeByte(':').writeByte(' ')
                .writeBytes(fields.get(i + 1)).writeBytes(CRLF);
        }
    }

    /** Writes one chunk that is not empty. */
    public static void chunk(byte[] payload, ByteBuf out) {
        out.writeBytes(ascii(Integer.toHexString(payload.length))).writeBytes(CRLF)
            .writeBytes(payload).writeBytes(CRLF);
    }

    /** Writes what follows the last chunk: trailers, names and values that make fields. */
    public static void end(List<Map.Entry<String, byte[]>> trailers, ByteBuf out) {
        out.writeBytes(LAST);
        for (Map.Entry<String, byte[]> field : trailers) {
            out.writeBytes(ascii(field.getKey())).writeByte(':').writeByte(' ')
                .writeBytes(field.getValue()).writeBytes(CRLF);
        }
        out.writeBytes(CRLF);
    }

    private static void writeNumber(ByteBuf out, long n) {
        if (n >= 10) {
            writeNumber(out, n / 10);
        }
        out.writeByte((int) ('0' + n % 10));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
