package dev.socketley.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts Lua text into coloured pieces; it never fails, whatever the text is. */
final class LuaWords {
    /** What a piece of text is. */
    enum Kind { PLAIN, KEYWORD, CONSTANT, STRING, NUMBER, COMMENT }

    /** From {@code start} to {@code end}, not included. */
    record Piece(int start, int end, Kind kind) {}

    private static final Set<String> KEYWORDS = Set.of("and", "break", "do", "else", "elseif",
        "end", "for", "function", "goto", "if", "in", "local", "not", "or", "repeat", "return",
        "then", "until", "while");
    private static final Set<String> CONSTANTS = Set.of("nil", "true", "false", "self");

    private final String text;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    private LuaWords(String text) {
        this.text = text;
    }

    /** Every character is in exactly one piece, in order. */
    static List<Piece> of(String text) {
        LuaWords words = new LuaWords(text);
        while (words.at < text.length()) {
            int start = words.at;
            Kind kind = words.next();
            words.pieces.add(new Piece(start, words.at, kind));
        }
        return words.pieces;
    }

    private Kind next() {
        char c = text.charAt(at);
        if (Character.isLetter(c) || c == '_') {
            return word();
        }
        if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            return number();
        }
        if (text.startsWith("--", at)) {
            at += 2;
            return comment();
        }
        if (c == '"' || c == '\'') {
            return quoted(c);
        }
        if (c == '[' && longBracket()) {
            return Kind.STRING;
        }
        at++;
        return Kind.PLAIN;
    }

    private Kind word() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(start, at);
        return KEYWORDS.contains(word) ? Kind.KEYWORD
            : CONSTANTS.contains(word) ? Kind.CONSTANT : Kind.PLAIN;
    }

    private Kind number() {
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at))
                || text.charAt(at) == '.' || isSign())) {
            at++;
        }
        return Kind.NUMBER;
    }

    private boolean isSign() {
        char before = text.charAt(at - 1);
        return (text.charAt(at) == '-' || text.charAt(at) == '+')
            && (before == 'e' || before == 'E' || before == 'p' || before == 'P');
    }

    private Kind comment() {
        if (at < text.length() && text.charAt(at) == '[' && longBracket()) {
            return Kind.COMMENT;
        }
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
        return Kind.COMMENT;
    }

    private Kind quoted(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(text.length(), at + 1);
        return Kind.STRING;
    }

    /** Takes {@code [[…]]} or {@code [=[…]=]}, also one without an end; false when none is here. */
    private boolean longBracket() {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) == '=') {
            i++;
        }
        if (i >= text.length() || text.charAt(i) != '[') {
            return false;
        }
        String close = "]" + "=".repeat(i - at - 1) + "]";
        int end = text.indexOf(close, i + 1);
        at = end < 0 ? text.length() : end + close.length();
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
