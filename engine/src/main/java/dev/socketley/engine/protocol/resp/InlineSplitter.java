package dev.socketley.engine.protocol.resp;

import dev.socketley.engine.protocol.ProtocolException;
import java.util.Arrays;

/**
 * Splits an inline line into arguments: at white space, with double quotes (and backslash escapes in
 * them) and single quotes around arguments that hold some.
 */
final class InlineSplitter {
    private static final String UNBALANCED = "unbalanced quotes in request";

    private final byte[] line;
    private final byte[] out;
    private int at;
    private int written;

    private InlineSplitter(byte[] line) {
        this.line = line;
        out = new byte[line.length];
    }

    static void split(byte[] bytes, int from, int to, Args args) throws ProtocolException {
        InlineSplitter splitter = new InlineSplitter(Arrays.copyOfRange(bytes, from, to));
        args.clear();
        args.over(splitter.out, 0);
        while (splitter.skipSpace()) {
            int start = splitter.written;
            splitter.argument();
            args.add(start, splitter.written - start);
        }
    }

    private boolean skipSpace() {
        while (at < line.length && isSpace(line[at])) {
            at++;
        }
        return at < line.length;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
    }

    private void argument() throws ProtocolException {
        while (at < line.length && !isSpace(line[at])) {
            byte b = line[at++];
            if (b == '"') {
                doubleQuoted();
                return;
            }
            if (b == '\'') {
                singleQuoted();
                return;
            }
            out[written++] = b;
        }
    }

    private void doubleQuoted() throws ProtocolException {
        while (at < line.length && line[at] != '"') {
            byte b = line[at++];
            out[written++] = b == '\\' && at < line.length ? escaped() : b;
        }
        closeQuote();
    }

    private void singleQuoted() throws ProtocolException {
        while (at < line.length && line[at] != '\'') {
            if (line[at] == '\\' && at + 1 < line.length && line[at + 1] == '\'') {
                at++;
            }
            out[written++] = line[at++];
        }
        closeQuote();
    }

    /** Passes the closing quote, which white space or the end must follow. */
    private void closeQuote() throws ProtocolException {
        if (at >= line.length || at + 1 < line.length && !isSpace(line[at + 1])) {
            throw new ProtocolException(0, UNBALANCED);
        }
        at++;
    }

    private byte escaped() {
        byte b = line[at++];
        if (b == 'x' && at + 1 < line.length) {
            int high = Character.digit(line[at], 16);
            int low = Character.digit(line[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return (byte) (high << 4 | low);
            }
        }
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }
}
