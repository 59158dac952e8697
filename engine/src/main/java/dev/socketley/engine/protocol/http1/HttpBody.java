package dev.socketley.engine.protocol.http1;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds where a body's payload lies and where the body ends, in whatever pieces it arrives. An
 * object is used again for the next message of its connection.
 *
 * <p><b>Thread:</b> the connection's loop. <b>Bounds:</b> chunk extensions and trailers; payload
 * is never held.
 */
public final class HttpBody {
    /** How a body ends. */
    public enum Framing { NONE, LENGTH, CHUNKED, UNTIL_CLOSE }

    private enum State {
        DATA, SIZE_FIRST, SIZE, EXTENSION, SIZE_LF, CHUNK, CHUNK_CR, CHUNK_LF, TRAILER_FIRST,
        TRAILER, TRAILER_LF, END_LF, DONE
    }

    private static final int SIZE_DIGITS_MAX = 15;
    private static final int EXTENSION_BYTES_MAX = 1024;
    private static final int TRAILER_BYTES_MAX = 8192;

    private Framing framing = Framing.NONE;
    private State state = State.DONE;
    private long left;
    private long payload;
    private int digits;
    private int overhead;
    private boolean colon;
    private StringBuilder trailers;

    /** A request that has none, which is most: it cannot be changed as it is done. */
    private static final HttpBody NOTHING = new HttpBody();

    /** Of a request, used for it alone; {@link #trailers} will tell what follows the last chunk. */
    public static HttpBody withTrailers(HttpHead head) {
        if (!head.isChunked() && head.contentLength() <= 0) {
            return NOTHING;
        }
        HttpBody body = new HttpBody();
        body.ofRequest(head);
        body.trailers = head.isChunked() ? new StringBuilder() : null;
        return body;
    }

    /** The body of a request with that head comes next. */
    public void ofRequest(HttpHead head) {
        start(head.isChunked() ? Framing.CHUNKED
            : head.contentLength() > 0 ? Framing.LENGTH : Framing.NONE, head.contentLength());
    }

    /** Fields behind the last chunk once the body is done, names as sent; empty if none. */
    public List<Map.Entry<String, String>> trailers() {
        if (trailers == null || trailers.isEmpty()) {
            return List.of();
        }
        List<Map.Entry<String, String>> out = new ArrayList<>();
        for (String line : trailers.toString().split("\r")) {
            int mark = line.indexOf(':');
            out.add(Map.entry(line.substring(0, mark), line.substring(mark + 1).strip()));
        }
        return out;
    }

    /**
     * The body of a response with that head comes next.
     *
     * @param toHead whether the request was HEAD, whose response has no body
     */
    public void ofResponse(HttpHead head, boolean toHead) {
        if (toHead || !isPossible(head.status()) || head.contentLength() == 0) {
            start(Framing.NONE, 0);
        } else if (head.isChunked()) {
            start(Framing.CHUNKED, 0);
        } else if (head.contentLength() > 0) {
            start(Framing.LENGTH, head.contentLength());
        } else {
            start(Framing.UNTIL_CLOSE, Long.MAX_VALUE);
        }
    }

    /** Whether a response of that status has a body, if only an empty one. */
    public static boolean isPossible(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private void start(Framing kind, long length) {
        framing = kind;
        left = length;
        payload = 0;
        overhead = 0;
        trailers = null;
        state = switch (kind) {
            case NONE -> State.DONE;
            case LENGTH, UNTIL_CLOSE -> State.DATA;
            case CHUNKED -> State.SIZE_FIRST;
        };
    }

    public Framing framing() {
        return framing;
    }

    /** How much of it, without its framing, has been shown so far. */
    public long payloadBytes() {
        return payload;
    }

    /** Whether all of it has been consumed; one that lasts until close is never done. */
    public boolean isDone() {
        return state == State.DONE;
    }

    /**
     * Consumes framing up to the next payload.
     *
     * @return bytes of payload at the reader index now, which the caller consumes before it calls
     *         again; 0 when the body is done or more bytes are needed
     * @throws ProtocolException for chunks that are none; the connection can only be closed
     */
    public int next(ByteBuf in) throws ProtocolException {
        while (in.isReadable() && state != State.DONE) {
            if (state == State.DATA || state == State.CHUNK) {
                return payload(in);
            }
            step(in.readByte());
        }
        return 0;
    }

    /**
     * Consumes all of the body that is here, framing and payload as they came.
     *
     * @return bytes consumed
     */
    public int skip(ByteBuf in) throws ProtocolException {
        int from = in.readerIndex();
        for (int n = next(in); n > 0; n = next(in)) {
            in.skipBytes(n);
        }
        return in.readerIndex() - from;
    }

    private int payload(ByteBuf in) {
        int n = (int) Math.min(left, in.readableBytes());
        payload += n;
        if (framing == Framing.UNTIL_CLOSE) {
            return n;
        }
        left -= n;
        if (left == 0) {
            state = state == State.DATA ? State.DONE : State.CHUNK_CR;
        }
        return n;
    }

    private void step(byte b) throws ProtocolException {
        switch (state) {
            case SIZE_FIRST, SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                expect(b, '\n');
                state = left == 0 ? State.TRAILER_FIRST : State.CHUNK;
                overhead = 0;
            }
            case CHUNK_CR -> {
                expect(b, '\r');
                state = State.CHUNK_LF;
            }
            case CHUNK_LF -> {
                expect(b, '\n');
                state = State.SIZE_FIRST;
            }
            case TRAILER_FIRST, TRAILER -> trailer(b);
            case TRAILER_LF -> {
                expect(b, '\n');
                state = State.TRAILER_FIRST;
            }
            case END_LF -> {
                expect(b, '\n');
                state = State.DONE;
            }
            default -> throw new IllegalStateException("no framing in state " + state);
        }
    }

    private void size(byte b) throws ProtocolException {
        int digit = Character.digit(b, 16);
        if (state == State.SIZE_FIRST) {
            left = 0;
            digits = 0;
            state = State.SIZE;
        }
        if (digit >= 0) {
            if (++digits > SIZE_DIGITS_MAX) {
                throw bad("a chunk size is 1 to 15 hex digits");
            }
            left = left << 4 | digit;
        } else if (digits > 0 && b == ';') {
            state = State.EXTENSION;
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else {
            throw bad("a chunk size is 1 to 15 hex digits");
        }
    }

    private void extension(byte b) throws ProtocolException {
        if (++overhead > EXTENSION_BYTES_MAX) {
            throw bad("a chunk extension exceeds " + EXTENSION_BYTES_MAX + " bytes");
        }
        if (b == '\r') {
            state = State.SIZE_LF;
        } else {
            requireText(b);
        }
    }

    private void trailer(byte b) throws ProtocolException {
        if (++overhead > TRAILER_BYTES_MAX) {
            throw bad("trailers exceed " + TRAILER_BYTES_MAX + " bytes");
        }
        boolean first = state == State.TRAILER_FIRST;
        if (first && b == '\r') {
            state = State.END_LF;
            return;
        }
        if (first) {
            colon = false;
            state = State.TRAILER;
        }
        if (trailers != null) {
            trailers.append((char) (b & 0xff));
        }
        if (colon && b == '\r') {
            state = State.TRAILER_LF;
        } else if (colon) {
            requireText(b);
        } else if (b == ':' && !first) {
            colon = true;
        } else if (!Ascii.isToken(b)) {
            throw bad("a trailer is a name, a colon and a value");
        }
    }

    private static void requireText(byte b) throws ProtocolException {
        if (b >= 0 && b < ' ' && b != '\t' || b == 127) {
            throw bad("a line holds a control character");
        }
    }

    private static void expect(byte b, char wanted) throws ProtocolException {
        if (b != wanted) {
            throw bad("a chunk ends with carriage return and line feed");
        }
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(400, message);
    }
}
