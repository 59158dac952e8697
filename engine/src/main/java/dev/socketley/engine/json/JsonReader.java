package dev.socketley.engine.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass over one text. */
final class JsonReader {
    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    Object document() {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw fail("end of text");
        }
        return value;
    }

    private Object value(int depth) {
        skipSpace();
        if (depth > Json.DEPTH_MAX) {
            throw new JsonException("json: more than " + Json.DEPTH_MAX + " levels deep at character "
                + (at + 1));
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> out = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return out;
        }
        for (;;) {
            skipSpace();
            if (peek() != '"') {
                throw fail("a key in quotes");
            }
            int keyAt = at;
            String key = string();
            if (out.containsKey(key)) {
                at = keyAt;
                throw fail("a key that is not there yet");
            }
            skipSpace();
            expect(':');
            out.put(key, value(depth + 1));
            skipSpace();
            if (peek() == '}') {
                at++;
                return out;
            }
            expect(',');
        }
    }

    private List<Object> array(int depth) {
        List<Object> out = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return out;
        }
        for (;;) {
            out.add(value(depth + 1));
            skipSpace();
            if (peek() == ']') {
                at++;
                return out;
            }
            expect(',');
        }
    }

    private String string() {
        int from = ++at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (peek() == '"') {
            return text.substring(from, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(from, at));
        for (;;) {
            char c = peek();
            if (isPlain(c) && at < text.length()) {
                out.append(c);
                at++;
            } else if (c == '\\') {
                at++;
                out.append(escape());
            } else if (c == '"') {
                at++;
                return out.toString();
            } else {
                throw fail(at < text.length() ? "an escape for a control character"
                    : "the end of a string");
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\';
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw fail("an escape of JSON");
            }
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw fail("four hex digits");
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw fail("a value");
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return toNumber(text.substring(from, at), whole);
    }

    private void digits() {
        if (peek() < '0' || peek() > '9') {
            throw fail("a value");
        }
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private Object toNumber(String digits, boolean whole) {
        if (whole && digits.length() <= 18 && !digits.equals("-0")) {
            return Long.valueOf(digits);
        }
        double d = Double.parseDouble(digits);
        if (Double.isInfinite(d)) {
            at -= digits.length();
            throw fail("a number that fits a double");
        }
        return d;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character, or NUL at the end; a NUL in the text fits nowhere either. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fail("'" + c + "'");
        }
        at++;
    }

    private JsonException fail(String expected) {
        String got = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new JsonException("json: " + expected + " expected at character " + (at + 1)
            + ", got " + got);
    }
}
