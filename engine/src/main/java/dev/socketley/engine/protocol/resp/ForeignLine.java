package dev.socketley.engine.protocol.resp;

import dev.socketley.engine.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Lines of HTTP where commands are expected. A page in a browser can have a request with any body
 * sent to a port of its reader's machine; the lines of that body must not be taken for commands, so
 * the connection ends at the request's first line that gives it away, as Redis's does.
 */
public final class ForeignLine {
    private static final byte[] POST = "post ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host:".getBytes(StandardCharsets.US_ASCII);

    private ForeignLine() {}

    /** @throws ProtocolException if the line belongs to a request of HTTP */
    public static void refuse(byte[] bytes, int from, int to) throws ProtocolException {
        if (begins(bytes, from, to, POST) || begins(bytes, from, to, HOST)) {
            throw new ProtocolException(0, "this is no HTTP server");
        }
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] word) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
