package dev.socketley.engine.server;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from the first bytes of a connection what it speaks. Asks for more bytes only while they
 * can still be the beginning of an HTTP request line, so a short message of text is never held
 * back. Further protocols are further rows of {@link #select}.
 */
final class ProtocolSelector {
    /** What the bytes so far say. */
    enum Verdict { HTTP, TEXT, MORE }

    private static final List<byte[]> METHODS =
        Arrays.stream(new String[] {"GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "PATCH ",
            "OPTIONS "}).map(m -> m.getBytes(StandardCharsets.US_ASCII)).toList();

    private ProtocolSelector() {}

    static Verdict select(ByteBuf input) {
        return isHttp(input);
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
