package dev.socketley.engine.protocol.resp;

import dev.socketley.engine.protocol.ProtocolException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

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

    private static final VarHandle INTS =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** {@code *N CR LF $N CR LF}, and which bits of it are the same for all digits. */
    private static final long HEAD = 0x0a0d_3024_0a0d_302aL;
    private static final long HEAD_MASK = 0xffff_f0ff_ffff_f0ffL;
    private static final int HEAD_BYTES = Long.BYTES;
    /** {@code $N CR LF} and {@code $NN CR}, and their bits as above. */
    private static final int SHORT = 0x0a0d_3024;
    private static final int SHORT_MASK = 0xffff_f0ff;
    private static final int LONGER = 0x0d30_3024;
    private static final int LONGER_MASK = 0xfff0_f0ff;
    private static final int QUICK_ARGS_MAX = 9;
    private static final int QUICK_BULK_MAX = 99;
    private static final int QUICK_COMMAND_MAX =
        HEAD_BYTES + QUICK_ARGS_MAX * (QUICK_BULK_MAX + 7);

    private final RespLimits limits;
    /** Whether no command that {@link #quick} finds can be over the limits. */
    private final boolean isQuick;
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
        isQuick = limits.argsMax() >= QUICK_ARGS_MAX && limits.bulkBytesMax() >= QUICK_BULK_MAX
            && limits.commandBytesMax() >= QUICK_COMMAND_MAX;
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
            if (isQuick && to - from > HEAD_BYTES) {
                int end = quick(bytes, from, to);
                if (end != MORE) {
                    return end;
                }
            }
        }
        int end = bytes[from] == '*' ? array(bytes, from, to) : inline(bytes, from, to);
        if (end == MORE) {
            return MORE;
        }
        announced = NO_HEADER;
        understood = 0;
        return end;
    }

    /**
     * Finds a command of few and short arguments, as most are, by comparing several bytes at a
     * time. Where it comes upon anything else the rest is left to {@link #array}.
     */
    private int quick(byte[] bytes, int from, int to) {
        long head = (long) LONGS.get(bytes, from);
        int count = (int) (head >>> 8) & 15;
        int length = (int) (head >>> 40) & 15;
        if ((head & HEAD_MASK) != HEAD || count == 0 || count > QUICK_ARGS_MAX || length > 9) {
            return MORE;
        }
        Args found = args;
        int at = from + HEAD_BYTES;
        while (length != NO_HEADER && to - at >= length + 2) {
            found.add(at - from, length);
            at += length + 2;
            if (found.count() == count) {
                found.over(bytes, from);
                return at;
            }
            length = to - at > Integer.BYTES ? shortBulk(bytes, at) : NO_HEADER;
            at += length == NO_HEADER ? 0 : length < 10 ? 4 : 5;
        }
        announced = count;
        understood = at - from;
        bulkLength = length;
        return MORE;
    }

    /** The length in the header of a bulk, if it is below 100 and written without zeros ahead. */
    private static int shortBulk(byte[] bytes, int at) {
        int header = (int) INTS.get(bytes, at);
        int digit = header >>> 8 & 15;
        int second = header >>> 16 & 15;
        if ((header & SHORT_MASK) == SHORT && digit <= 9) {
            return digit;
        }
        return (header & LONGER_MASK) == LONGER && bytes[at + 4] == '\n' && digit > 0 && digit <= 9
            && second <= 9 ? 10 * digit + second : NO_HEADER;
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
        ForeignLine.refuse(bytes, from, lineEnd);
        InlineSplitter.split(bytes, from, lineEnd, args);
        return at + 1;
    }
}
