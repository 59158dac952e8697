package dev.socketley.engine.protocol.http1;

import dev.socketley.engine.protocol.ProtocolException;

/**
 * What the fields of a head say of where its message ends and whether the connection goes on behind
 * it (RFC 9112, 6 and 9). Whatever could be read in two ways is refused. <b>Thread:</b> the
 * connection's loop.
 */
final class Framing {
    /** More names than this in Connection fields cost too much to look up and help nobody. */
    private static final int NOMINATED_MAX = 64;
    private static final long NO_LENGTH = -1;

    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private boolean chunked;
    private int nominated;
    private long contentLength;

    /** Before the fields of another message. */
    void reset() {
        close = false;
        keepAlive = false;
        upgrade = false;
        chunked = false;
        nominated = 0;
        contentLength = NO_LENGTH;
    }

    /** Heeds a Content-Length field whose value is the range. */
    void contentLength(byte[] bytes, int from, int to) throws ProtocolException {
        if (to == from || to - from > 18) {
            throw HttpHead.bad("a content length is 1 to 18 digits");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(bytes[i])) {
                throw HttpHead.bad("a content length is 1 to 18 digits");
            }
            value = value * 10 + bytes[i] - '0';
        }
        if (contentLength != NO_LENGTH && contentLength != value) {
            throw HttpHead.bad("two content lengths differ");
        }
        contentLength = value;
    }

    /** Heeds a Transfer-Encoding field. */
    void transferEncoding(byte[] bytes, int from, int to) throws ProtocolException {
        if (chunked) {
            throw HttpHead.bad("a transfer encoding is given twice");
        }
        if (!Ascii.is(bytes, from, to, "chunked")) {
            throw new ProtocolException(501, "the only transfer encoding is chunked");
        }
        chunked = true;
    }

    /** Heeds a Connection field. */
    void connection(byte[] bytes, int from, int to) throws ProtocolException {
        int i = from;
        while (i < to) {
            int end = i;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            int last = end;
            while (last > i && Ascii.isBlank(bytes[last - 1])) {
                last--;
            }
            while (i < last && Ascii.isBlank(bytes[i])) {
                i++;
            }
            option(bytes, i, last);
            i = end + 1;
        }
    }

    private void option(byte[] bytes, int from, int to) throws ProtocolException {
        if (Ascii.is(bytes, from, to, "close")) {
            close = true;
        } else if (Ascii.is(bytes, from, to, "keep-alive")) {
            keepAlive = true;
        } else if (Ascii.is(bytes, from, to, "upgrade")) {
            upgrade = true;
        } else if (to > from && ++nominated > NOMINATED_MAX) {
            throw HttpHead.bad("Connection names more than " + NOMINATED_MAX + " fields");
        }
    }

    /** After the last field: whether they go together, and with a request of HTTP/1.0. */
    void check(boolean request10) throws ProtocolException {
        if (chunked && contentLength != NO_LENGTH) {
            throw HttpHead.bad("a content length stands beside a transfer encoding");
        }
        if (chunked && request10) {
            throw HttpHead.bad("HTTP/1.0 has no transfer encoding");
        }
    }

    boolean isChunked() {
        return chunked;
    }

    /** Bytes of the body, or -1 when no length is given. */
    long contentLength() {
        return contentLength;
    }

    /** Whether the sender keeps the connection open behind the message. */
    boolean keepsAlive(boolean http10) {
        return !close && (!http10 || keepAlive);
    }

    /** Whether Connection says that the protocol is to change. */
    boolean upgrades() {
        return upgrade;
    }

    /** Whether Connection names fields of the message that are for this hop. */
    boolean nominates() {
        return nominated > 0;
    }
}
