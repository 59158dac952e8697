package dev.socketley.engine.server;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from the first bytes of a connection what it speaks. Asks for more bytes only while they
 * can still be the beginning of an HTTP request line or a RESP array, so a short message of text
 * is never held back. Further protocols are further rows of {@link #select}.
 */
final class ProtocolSelector {
    /** What the bytes so far say. */
    enum Verdict { HTTP, RESP, TEXT, MORE }

    private static final List<byte[]> METHODS =
        Arrays.stream(new String[] {"GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "PATCH ",
            "OPTIONS "}).map(m -> m.getBytes(StandardCharsets.US_ASCII)).toList();

    private ProtocolSelector() {}

    static Verdict select(ByteBuf input) {
        int at = input.readerIndex();
        return input.getByte(at) != '*' ? isHttp(input)
            : input.readableBytes() == 1 ? Verdict.MORE
            : Character.isDigit(input.getByte(at + 1)) ? isResp(input, at + 2) : Verdict.TEXT;
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

    /** A method, a space, and what a request target begins with: {@code /}, {@code *} or a URL. */
    private static Verdict isHttp(ByteBuf input) {
        int at = input.readerIndex();
        int n = input.readableBytes();
        for (byte[] method : METHODS) {
            int same = 0;
            while (same < method.length && same < n && input.getByte(at + same) == method[same]) {
                same++;
            }
            if (same == n) {
                return Verdict.MORE;
            }
            if (same == method.length) {
                byte c = input.getByte(at + same);
                return c == '/' || c == '*' || c == 'h' ? Verdict.HTTP : Verdict.TEXT;
            }
        }
        return Verdict.TEXT;
    }
}
