package dev.socketley.engine.protocol.http1;

import io.netty.buffer.ByteBuf;

/**
 * Tells a request line of HTTP from a line of text: a token, a target and a version with one blank
 * between them, and nothing behind. Whether the method is known or the target is well does not
 * matter here: who sends such a line is answered in HTTP. <b>Thread:</b> any.
 */
public final class RequestLine {
    /** What the bytes so far say. */
    public enum Verdict { YES, NO, MORE }

    /** Behind the target; 0 is any digit. */
    private static final String VERSION = " HTTP/0.0";

    private RequestLine() {}

    /**
     * Looks at what has come of a line.
     *
     * @param from      where it begins
     * @param bytesMax longest line that can be one
     */
    public static Verdict look(ByteBuf in, int from, int bytesMax) {
        int to = Math.min(in.writerIndex(), from + bytesMax);
        int target = from;
        while (target < to && Ascii.isToken(in.getByte(target))) {
            target++;
        }
        if (target < to && (target++ == from || in.getByte(target - 1) != ' ')) {
            return Verdict.NO;
        }
        int version = target;
        while (version < to && isOfTarget(in.getByte(version))) {
            version++;
        }
        if (version == to) {
            return to < in.writerIndex() ? Verdict.NO : Verdict.MORE;
        }
        return version == target ? Verdict.NO : version(in, version, to);
    }

    private static boolean isOfTarget(byte b) {
        return (b & 0xff) > ' ' && b != 127;
    }

    private static Verdict version(ByteBuf in, int from, int to) {
        int at = from;
        for (int i = 0; i < VERSION.length() && at < to; i++) {
            byte b = in.getByte(at++);
            char expected = VERSION.charAt(i);
            if (expected == '0' ? b < '0' || b > '9' : b != expected) {
                return Verdict.NO;
            }
        }
        if (at == to) {
            return to < in.writerIndex() ? Verdict.NO : Verdict.MORE;
        }
        return in.getByte(at) == '\r' || in.getByte(at) == '\n' ? Verdict.YES : Verdict.NO;
    }
}
