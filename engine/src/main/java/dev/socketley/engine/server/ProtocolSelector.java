package dev.socketley.engine.server;

import dev.socketley.engine.protocol.http1.RequestLine;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from the first bytes of a connection what it speaks. Asks for more bytes only while they
 * can still be the beginning of an HTTP request line or a RESP array, so a line of text is never
 * held back. Further protocols are further rows of {@link #select}.
 */
final class ProtocolSelector {
    /** What the bytes so far say. */
    enum Verdict { HTTP, RESP, TEXT, MORE }

    /** A client may send some before its request (RFC 9112, 2.2); more than these are text. */
    private static final int EMPTY_LINES_MAX = 4;

    /** With these, a request is one from its path's first byte on. */
    private static final List<byte[]> METHODS =
        Arrays.stream(new String[] {"GET /", "POST /", "PUT /", "HEAD /", "DELETE /", "PATCH /",
            "OPTIONS /"}).map(m -> m.getBytes(StandardCharsets.US_ASCII)).toList();

    private ProtocolSelector() {}

    /** @param lineBytesMax longest request line of a method that is not one of the usual */
    static Verdict select(ByteBuf input, int lineBytesMax) {
        int at = input.readerIndex();
        int first = input.getByte(at);
        return first == '\r' ? isLate(input, lineBytesMax)
            : first != '*' ? isHttp(input, at, lineBytesMax)
            : input.readableBytes() == 1 ? Verdict.MORE
            : Character.isDigit(input.getByte(at + 1)) ? isResp(input, at + 2) : Verdict.TEXT;
    }

    /** Empty lines, and then a request. */
    private static Verdict isLate(ByteBuf input, int lineBytesMax) {
        int at = input.readerIndex();
        int most = Math.min(input.readableBytes(), 2 * EMPTY_LINES_MAX);
        for (int i = 0; i < most; i++) {
            if (input.getByte(at + i) != (i % 2 == 0 ? '\r' : '\n')) {
                return i % 2 == 0 ? isHttp(input, at + i, lineBytesMax) : Verdict.TEXT;
            }
        }
        return most == input.readableBytes() ? Verdict.MORE
            : isHttp(input, at + most, lineBytesMax);
    }

    /** An asterisk and digits, then CR LF and the dollar of the first argument. */
    private static Verdict isResp(ByteBuf input, int from) {
        int at = from;
        while (at < input.writerIndex() && Character.isDigit(input.getByte(at))) {
            at++;
        }
        for (char expected : new char[] {'\r', '\n', '$'}) {
            if (at == input.writerIndex()) {
                return Verdict.MORE;
            }
            if (input.getByte(at++) != expected) {
                return Verdict.TEXT;
            }
        }
        return Verdict.RESP;
    }

    /** One of the usual methods and a path, or a whole request line of any other kind. */
    private static Verdict isHttp(ByteBuf input, int at, int lineBytesMax) {
        int n = input.writerIndex() - at;
        for (byte[] method : METHODS) {
            int same = 0;
            while (same < method.length && same < n && input.getByte(at + same) == method[same]) {
                same++;
            }
            if (same == method.length) {
                return Verdict.HTTP;
            }
            if (same == n) {
                return Verdict.MORE;
            }
        }
        return switch (RequestLine.look(input, at, lineBytesMax)) {
            case YES -> Verdict.HTTP;
            case NO -> Verdict.TEXT;
            case MORE -> Verdict.MORE;
        };
    }
}
