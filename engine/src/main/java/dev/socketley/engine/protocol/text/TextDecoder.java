package dev.socketley.engine.protocol.text;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.ForeignLine;

/**
 * Finds lines in received bytes and cuts them into arguments at single spaces. Two spaces in a row
 * have an empty argument between them. A line ends with LF; a CR before it is dropped.
 *
 * <p>The caller keeps the bytes of a line that is not complete and gives them again, from the
 * line's first byte, with more behind them.
 *
 * <p>Thread: its connection's. Bounds: the bytes of a line.
 */
public final class TextDecoder {
    /** The answer of {@link #next} when the line is not complete. */
    public static final int MORE = -1;

    private final int lineBytesMax;
    private final Args args = new Args();
    private byte[] line = {};
    private int lineFrom;
    private int lineTo;
    /** Bytes of the present line already searched for its end. */
    private int searched;

    /** @param lineBytesMax bytes of one line, its end not counted */
    public TextDecoder(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
    }

    /**
     * Finds the line that begins at {@code from}.
     *
     * @return where the next line begins, or {@link #MORE}
     * @throws ProtocolException if the line is too long, or one of HTTP; the connection cannot go on
     */
    public int next(byte[] bytes, int from, int to) throws ProtocolException {
        int at = from + searched;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        if (at - from > lineBytesMax) {
            throw new ProtocolException(0, "line exceeds message-bytes-max " + lineBytesMax);
        }
        if (at >= to) {
            searched = at - from;
            return MORE;
        }
        searched = 0;
        line = bytes;
        lineFrom = from;
        lineTo = at > from && bytes[at - 1] == '\r' ? at - 1 : at;
        ForeignLine.refuse(line, lineFrom, lineTo);
        return at + 1;
    }

    /** Whether the line found last has no bytes. */
    public boolean isEmpty() {
        return lineFrom == lineTo;
    }

    /**
     * Cuts the line found last.
     *
     * @param partsMax number of arguments; the last one takes the rest of the line
     */
    public Args split(int partsMax) {
        args.clear();
        args.over(line, lineFrom);
        int at = lineFrom;
        while (args.count() < partsMax - 1) {
            int space = at;
            while (space < lineTo && line[space] != ' ') {
                space++;
            }
            if (space == lineTo) {
                break;
            }
            args.add(at - lineFrom, space - at);
            at = space + 1;
        }
        args.add(at - lineFrom, lineTo - at);
        return args;
    }
}
