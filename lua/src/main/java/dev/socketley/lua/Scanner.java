package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Finds the tokens of a chunk and the first fault in their spelling; the parser proper says
 * neither which token it stopped at nor refuses every malformed one.
 */
final class Scanner {
    private final byte[] text;
    private int at;
    private int line = 1;
    private int[] ends = new int[64];
    private int[] starts = new int[64];
    private int count;
    /** The first fault, without position, and where it is; null if there is none. */
    String fault;
    int faultAt;
    int faultLine;

    Scanner(byte[] text) {
        this.text = text;
        if (peek(0) == '#') {
            skipLine();
        }
        for (int seen = 0; fault == null && at < text.length; seen = at) {
            token();
            LuaPolls.poll(at - seen);
        }
    }

    /** Where the last token that ends at or before {@code end} ends. */
    int tokenEnd(int end) {
        int i = token(end);
        return i < 0 ? 0 : Math.min(ends[i], text.length);
    }

    private int token(int end) {
        int i = Arrays.binarySearch(ends, 0, count, end);
        return i >= 0 ? i : -i - 2;
    }

    /** The last token that ends at or before {@code end}, as messages show it. */
    String near(int end) {
        int i = token(end);
        if (i < 0) {
            return "near <eof>";
        }
        if (ends[i] - starts[i] == 1 && (text[starts[i]] < 32 || text[starts[i]] == 127)) {
            return "near char(" + (text[starts[i]] & 0xff) + ")";
        }
        return quoted(starts[i], ends[i]);
    }

    /** The function around the token that ends at or before {@code end}, as messages call it. */
    String function(int end) {
        ArrayDeque<Integer> blocks = new ArrayDeque<>();
        int last = token(end);
        int newlines = 0;
        for (int i = 0, from = 0; i <= last; from = starts[i++]) {
            for (int j = from; j < starts[i]; j++) {
                newlines += text[j] == '\n' ? 1 : 0;
            }
            switch (new String(text, starts[i], Math.min(ends[i], text.length) - starts[i],
                    StandardCharsets.ISO_8859_1)) {
                case "function" -> blocks.push(newlines + 1);
                case "do", "if", "repeat" -> blocks.push(0);
                case "end", "until" -> blocks.poll();
                default -> { }
            }
        }
        return blocks.stream().filter(line -> line > 0).findFirst()
            .map(line -> "function at line " + line).orElse("main function");
    }

    private String quoted(int from, int to) {
        int end = Math.min(to, text.length);
        return "near '" + new String(text, from, end - from, StandardCharsets.UTF_8) + "'";
    }

    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] & 0xff : -1;
    }

    private void token() {
        int c = peek(0);
        if (c == '\n') {
            line++;
            at++;
        } else if (c == ' ' || c >= 9 && c <= 13) {
            at++;
        } else if (c == '-' && peek(1) == '-') {
            comment();
        } else {
            int start = at;
            spell(c);
            add(start, at);
        }
    }

    private void spell(int c) {
        if (letter(c)) {
            while (letter(peek(0)) || digit(peek(0))) {
                at++;
            }
        } else if (digit(c) || c == '.' && digit(peek(1))) {
            number();
        } else if (c == '"' || c == '\'') {
            string(c);
        } else if (c == '[' && (peek(1) == '[' || peek(1) == '=')) {
            longString(false);
        } else {
            symbol(c);
        }
    }

    private void symbol(int c) {
        if (c < ' ') {
            // The parser would skip it.
            fail("unexpected symbol", c == 0 ? "" : "near char(" + c + ")");
        }
        int two = peek(1);
        if (c == '.' && two == '.') {
            at += peek(2) == '.' ? 3 : 2;
        } else {
            at += two == '=' && (c == '=' || c == '<' || c == '>' || c == '~')
                || c == ':' && two == ':' ? 2 : 1;
        }
    }

    private void add(int start, int end) {
        if (count == ends.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = start;
        ends[count++] = end;
    }

    private void fail(String message, String near) {
        if (fault == null) {
            fault = near.isEmpty() ? message : message + " " + near;
            faultAt = at;
            faultLine = line;
        }
    }

    private void comment() {
        at += 2;
        if (peek(0) == '[') {
            int level = level();
            if (level >= 0) {
                longString(true);
                return;
            }
        }
        skipLine();
    }

    private void skipLine() {
        while (at < text.length && text[at] != '\n') {
            at++;
        }
    }

    /** How many {@code =} the long bracket at this place has, or -1 if there is none. */
    private int level() {
        int n = 0;
        while (peek(1 + n) == '=') {
            n++;
        }
        return peek(1 + n) == '[' ? n : -1;
    }

    private void longString(boolean comment) {
        int level = level();
        int start = at;
        if (level < 0) {
            do {
                at++;
            } while (peek(0) == '=');
            fail("invalid long string delimiter", quoted(start, at));
            return;
        }
        at += level + 2;
        for (; at < text.length; at++) {
            if (text[at] == '\n') {
                line++;
            } else if (text[at] == ']' && closes(level)) {
                at += level + 2;
                return;
            }
        }
        fail(comment ? "unfinished long comment" : "unfinished long string", "near <eof>");
    }

    private boolean closes(int level) {
        for (int i = 1; i <= level; i++) {
            if (peek(i) != '=') {
                return false;
            }
        }
        return peek(level + 1) == ']';
    }

    private void number() {
        int start = at;
        boolean hex = peek(0) == '0' && (peek(1) | 32) == 'x';
        if (hex) {
            at += 2;
        }
        for (;;) {
            int c = peek(0);
            if ((c | 32) == (hex ? 'p' : 'e')) {
                at++;
                if (peek(0) == '+' || peek(0) == '-') {
                    at++;
                }
            } else if (c == '.' || c >= 0 && Character.digit(c, 16) >= 0 && c < 128) {
                at++;
            } else {
                break;
            }
        }
        String s = new String(text, start, at - start, StandardCharsets.ISO_8859_1);
        if (!s.matches(hex ? "0[xX](\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+)([pP][+-]?\\d+)?"
                : "(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
            fail("malformed number", quoted(start, at));
        }
    }

    private void string(int quote) {
        int start = at++;
        while (fault == null) {
            int c = peek(0);
            if (c < 0) {
                fail("unfinished string", "near <eof>");
            } else if (c == '\n' || c == '\r') {
                fail("unfinished string", quoted(start, at));
            } else if (c == quote) {
                at++;
                return;
            } else if (c == '\\') {
                escape();
            } else {
                at++;
            }
        }
    }

    private void escape() {
        int start = at++;
        int c = peek(0);
        if (c < 0) {
            return;
        }
        at++;
        switch (c) {
            case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', '"', '\'' -> { }
            case '\n', '\r' -> newline(c);
            case 'z' -> skipSpace();
            case 'x' -> hexEscape(start);
            default -> decimalEscape(start, c);
        }
    }

    private void newline(int c) {
        line++;
        int second = peek(0);
        if ((second == '\n' || second == '\r') && second != c) {
            at++;
        }
    }

    private void skipSpace() {
        while (peek(0) == ' ' || peek(0) >= 9 && peek(0) <= 13) {
            line += peek(0) == '\n' ? 1 : 0;
            at++;
        }
    }

    private void hexEscape(int start) {
        for (int i = 0; i < 2; i++, at++) {
            if (peek(0) < 0 || Character.digit(peek(0), 16) < 0) {
                fail("hexadecimal digit expected", quoted(start, at + 1));
                return;
            }
        }
    }

    private void decimalEscape(int start, int first) {
        if (!digit(first)) {
            fail("invalid escape sequence", quoted(start, at));
            return;
        }
        int value = first - '0';
        for (int i = 0; i < 2 && digit(peek(0)); i++) {
            value = value * 10 + text[at++] - '0';
        }
        if (value > 255) {
            fail("decimal escape too large", quoted(start, at));
        }
    }

    private static boolean letter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }
}
