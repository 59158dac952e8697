package dev.socketley.engine.protocol.http;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes requests out of a stream one at a time, so that pipelined ones wait in the input.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Bounds:</b> {@value #LINE_BYTES_MAX} bytes for the
 * request line, {@value #HEADER_BYTES_MAX} for the header fields, {@code bodyBytesMax} for the
 * body.
 */
public final class HttpDecoder {
    /** What one call of {@link #next} came to. */
    public enum Step {
        /** More bytes are needed. */
        MORE,
        /** The client waits for {@code 100 Continue} before it sends the body. */
        CONTINUE,
        /** A whole request is there: {@link #head} and {@link #body}. */
        REQUEST
    }

    static final int LINE_BYTES_MAX = 8192;
    static final int HEADER_BYTES_MAX = 16384;
    private static final byte[] NO_BYTES = {};

    private final Requests requests = new Requests();
    private final List<Object> decoded = new ArrayList<>(2);
    private final int bodyBytesMax;
    private io.netty.handler.codec.http.HttpRequest head;
    private byte[] body = NO_BYTES;
    private int bodyBytes;

    public HttpDecoder(int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
    }

    /**
     * Takes what the input holds, up to the end of one request.
     *
     * @throws ProtocolException with the HTTP status to answer before closing
     */
    public Step next(ByteBuf input) throws ProtocolException {
        Step step = Step.MORE;
        while (step == Step.MORE && input.isReadable()) {
            int before = input.readableBytes();
            requests.step(input, decoded);
            try {
                for (Object part : decoded) {
                    step = take(part);
                }
            } finally {
                decoded.forEach(ReferenceCountUtil::release);
                boolean none = decoded.isEmpty();
                decoded.clear();
                if (none && before == input.readableBytes()) {
                    return Step.MORE;
                }
            }
        }
        return step;
    }

    private Step take(Object part) throws ProtocolException {
        Step step = Step.MORE;
        if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
            check(request.decoderResult());
            step = begin(request);
        }
        if (part instanceof HttpContent content) {
            check(content.decoderResult());
            append(content.content());
            if (content instanceof LastHttpContent) {
                step = Step.REQUEST;
            }
        }
        return step;
    }

    private Step begin(io.netty.handler.codec.http.HttpRequest request) throws ProtocolException {
        checkHead(request);
        head = request;
        body = NO_BYTES;
        bodyBytes = 0;
        checkBody(HttpUtil.getContentLength(request, -1L));
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect == null || request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
            return Step.MORE;
        }
        if (!expect.equalsIgnoreCase("100-continue")) {
            throw new ProtocolException(417, "expectation other than 100-continue");
        }
        return Step.CONTINUE;
    }

    /** RFC 9112, 2.3 and 3.2: a version of this major, and one Host where 1.1 asks for it. */
    private static void checkHead(io.netty.handler.codec.http.HttpRequest request)
            throws ProtocolException {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            throw new ProtocolException(505, version + " is not spoken here");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && version.compareTo(HttpVersion.HTTP_1_1) >= 0) {
            throw new ProtocolException(400, "one Host field expected, got " + hosts);
        }
    }

    private void append(ByteBuf bytes) throws ProtocolException {
        int n = bytes.readableBytes();
        if (n == 0) {
            return;
        }
        checkBody((long) bodyBytes + n);
        if (body.length < bodyBytes + n) {
            long wanted = Math.max(HttpUtil.getContentLength(head, -1L), bodyBytes + n);
            long grown = Math.max(bodyBytes + n, Math.min(wanted, 2L * (bodyBytes + n)));
            body = Arrays.copyOf(body, (int) grown);
        }
        bytes.getBytes(bytes.readerIndex(), body, bodyBytes, n);
        bodyBytes += n;
    }

    private void checkBody(long length) throws ProtocolException {
        if (length > bodyBytesMax) {
            throw new ProtocolException(413,
                "body of " + length + " bytes exceeds message-bytes-max " + bodyBytesMax);
        }
    }

    private static void check(DecoderResult result) throws ProtocolException {
        if (result.isFailure()) {
            int status = switch (result.cause()) {
                case TooLongHttpLineException e -> 414;
                case TooLongHttpHeaderException e -> 431;
                default -> 400;
            };
            throw new ProtocolException(status, String.valueOf(result.cause().getMessage()));
        }
    }

    /** Gives out the request that {@link Step#REQUEST} announced. */
    public HttpRequest request(long clientId) {
        String target = head.uri();
        if (target.startsWith("http://") || target.startsWith("https://")) {
            int slash = target.indexOf('/', target.indexOf("//") + 2);
            target = slash < 0 ? "/" : target.substring(slash);
        }
        int mark = target.indexOf('?');
        byte[] whole = body.length == bodyBytes ? body : Arrays.copyOf(body, bodyBytes);
        HttpRequest request = new HttpRequest(head.method().name(),
            mark < 0 ? target : target.substring(0, mark),
            mark < 0 ? "" : target.substring(mark + 1), head.protocolVersion().text(),
            new HttpFields(head.headers()), whole, clientId);
        body = NO_BYTES;
        return request;
    }

    /** Whether the client of the current request keeps the connection open for another. */
    public boolean isKeepAlive() {
        return HttpUtil.isKeepAlive(head);
    }

    /** Netty's decoder, asked for one step at a time instead of sitting in a pipeline. */
    private static final class Requests extends HttpRequestDecoder {
        Requests() {
            super(new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX).setInitialBufferSize(256));
        }

        void step(ByteBuf input, List<Object> to) throws ProtocolException {
            try {
                decode(null, input, to);
            } catch (Exception e) {
                throw new ProtocolException(400, String.valueOf(e.getMessage()));
            }
        }
    }
}
