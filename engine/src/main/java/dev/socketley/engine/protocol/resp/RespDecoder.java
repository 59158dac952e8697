package dev.socketley.engine.protocol.resp;

import dev.socketley.engine.protocol.ProtocolException;

/**
 * Finds commands in received bytes: arrays of bulk strings, and inline lines.
 *
 * <p>The caller keeps the bytes of a command that is not complete and gives them again, from the
 * command's first byte, with more behind them. What was understood is remembered, so that a command
 * is read once however many pieces it arrives in.
 *
 * <p>Thread: its connection's. Bounds: {@link RespLimits}.
 */
public final class RespDecoder {
    /** The answer of {@link #next} when the command is not complete. */
    public static final int MORE = -1;

    private static final int NO_HEADER = -1;
    private static final int LINE_MORE = -1;

    private final RespLimits limits;
    private Args args = new Args();

    /** Arguments the array header announced. */
    private int announced = NO_HEADER;
    /** Bytes of the present command that have been understood, from its first byte on. */
    private int understood;
    /** Length of the bulk whose header has been understood and whose bytes have not. */
    private int bulkLength = NO_HEADER;
    /** The number in the line that {@link #number} read last. */
    private long number;

    /** @param limits what to let through */
    public RespDecoder(RespLimits limits) {
        this.limits = limits;
    }

    /** The arguments of the command found last; empty for an empty line or array. */
    public Args args() {
        return args;
    }

    /** Takes the arguments of the command found last, and gives others for the next in their place. */
    public Args exchange(Args others) {
        Args found = args;
        args = others;
        return found;
    }

    /** Forgets what was understood of a command that is not complete. */
    public void reset() {
        announced = NO_HEADER;
        bulkLength = NO_HEADER;
        understood = 0;
    }

    /**
     * Bytes from the command's first one on that must be there before anything more of it can be
     * understood; for a caller that would rather not look at a large argument again and again.
     */
    public int bytesNeeded() {
        return understood + (bulkLength == NO_HEADER ? 1 : bulkLength + 2);
    }

    /**
     * Finds the command that begins at {@code from}.
     *
     * @return where the next command begins, or {@link #MORE}
     * @throws ProtocolException if these bytes are no command; the connection cannot go on
     */
    public int next(byte[] bytes, int from, int to) throws ProtocolException {
        if (from >= to) {
            return MORE;
        }
        if (understood == 0) {
            args.clear();
        }
        int end = bytes[from] == '*' ? array(bytes, from, to) : inline(bytes, from, to);
        if (end == MORE) {
            return MORE;
        }
        announced = NO_HEADER;
        understood = 0;
        return end;
    }

    private int array(byte[] bytes, int from, int to) throws ProtocolException {
        int at = from + understood;
        if (announced == NO_HEADER) {
            at = number(bytes, from + 1, to, "invalid multibulk length");
            if (at == LINE_MORE) {
                return MORE;
            }
            if (number > limits.argsMax()) {
                throw new ProtocolException(0, "invalid multibulk length");
            }
            announced = (int) Math.max(number, 0);
            understood = at - from;
        }
        while (args.count() < announced) {
            if (bulkLength == NO_HEADER) {
                at = bulkHeader(bytes, at, to);
                if (at == LINE_MORE) {
                    return MORE;
                }
                understood = at - from;
                if ((long) understood + bulkLength > limits.commandBytesMax()) {
                    throw new ProtocolException(0, "command length exceeds command-bytes-max "
                        + limits.commandBytesMax());
                }
            }
            if (to - at < bulkLength + 2) {
                return MORE;
            }
            args.add(at - from, bulkLength);
            at += bulkLength + 2;
            bulkLength = NO_HEADER;
            understood = at - from;
        }
        args.over(bytes, from);
        return at;
    }

    private int bulkHeader(byte[] bytes, int at, int to) throws ProtocolException {
        if (at >= to) {
            return LINE_MORE;
        }
        if (bytes[at] != '$') {
            throw new ProtocolException(0, "expected '$', got '" + printable(bytes[at]) + "'");
        }
        int end = number(bytes, at + 1, to, "invalid bulk length");
        if (end != LINE_MORE) {
            if (number < 0 || number > limits.bulkBytesMax()) {
                throw new ProtocolException(0, "invalid bulk length");
            }
            bulkLength = (int) number;
        }
        return end;
    }

    /** Reads a decimal number up to CR LF into {@link #number}; answers what follows the line. */
    private int number(byte[] bytes, int from, int to, String otherwise) throws ProtocolException {
        long value = 0;
        int at = from;
        boolean negative = at < to && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int digits = at;
        while (at < to) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            at++;
            if (at - digits > 18) {
                throw new ProtocolException(0, otherwise);
            }
        }
        if (at >= to) {
            return LINE_MORE;
        }
        if (bytes[at] != '\r' || at == digits) {
            throw new ProtocolException(0, otherwise);
        }
        if (at + 1 >= to) {
            return LINE_MORE;
        }
        number = negative ? -value : value;
        return at + 2;
    }

    private static String printable(byte b) {
        return b > ' ' && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff);
    }

    private int inline(byte[] bytes, int from, int to) throws ProtocolException {
        int at = from + understood;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        if (at - from > limits.inlineBytesMax()) {
            throw new ProtocolException(0, "too big inline request");
        }
        if (at == to) {
            understood = at - from;
            return MORE;
        }
        int lineEnd = at > from && bytes[at - 1] == '\r' ? at - 1 : at;
        InlineSplitter.split(bytes, from, lineEnd, args);
        return at + 1;
    }
}
