package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaPolls;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Reads one JSON text strictly: nothing before or after it but white space, no half surrogate
 * pairs, no leading zeros. <b>Bounds:</b> as deep as it is told, {@link Json#DEPTH_MAX} otherwise.
 */
final class JsonReader {
    private static final int DIGITS_EXACT = 15;

    private final byte[] in;
    private final int start;
    private final int end;
    private final LuaValue nothing;
    private final int depthMax;
    private int at;
    private int depth;

    JsonReader(LuaString text, LuaValue nothing) {
        this(text, nothing, Json.DEPTH_MAX);
    }

    /**
     * @param nothing  what null becomes
     * @param depthMax how many arrays and objects may be nested
     */
    JsonReader(LuaString text, LuaValue nothing, int depthMax) {
        in = text.m_bytes;
        start = text.m_offset;
        end = start + text.m_length;
        at = start;
        this.nothing = nothing;
        this.depthMax = depthMax;
    }

    /** @throws JsonException naming the first byte that is wrong, counted from 1 */
    LuaValue read() {
        LuaValue value = value();
        space();
        if (at < end) {
            throw wrong("end of text");
        }
        return value;
    }

    private JsonException wrong(String expected) {
        String got = at >= end ? "end of text" : in[at] > ' ' && in[at] < 127
            ? "'" + (char) in[at] + "'" : "byte 0x%02x".formatted(in[at]);
        return new JsonException("byte " + (at - start + 1) + ": " + expected + " expected, got "
            + got);
    }

    private int peek() {
        return at < end ? in[at] : -1;
    }

    private void space() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private LuaValue value() {
        space();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", LuaValue.TRUE);
            case 'f' -> word("false", LuaValue.FALSE);
            case 'n' -> word("null", nothing);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw wrong("a value");
        };
    }

    private LuaValue word(String word, LuaValue value) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (peek() != word.charAt(i)) {
                throw wrong("'" + word + "'");
            }
        }
        return value;
    }

    private void enter() {
        if (++depth > depthMax) {
            throw new JsonException("byte " + (at - start + 1)
                + ": nested deeper than json-depth-max=" + depthMax);
        }
        at++;
        space();
    }

    private LuaTable object() {
        LuaTable table = new Table();
        enter();
        if (peek() != '}') {
            do {
                LuaPolls.poll(4);
                space();
                if (peek() != '"') {
                    throw wrong("a string");
                }
                LuaString key = string();
                space();
                if (peek() != ':') {
                    throw wrong("':'");
                }
                at++;
                table.rawset(key, value());
            } while (more('}'));
        }
        at++;
        depth--;
        return table;
    }

    private LuaTable array() {
        LuaTable table = new Table();
        enter();
        if (peek() != ']') {
            int n = 0;
            do {
                LuaPolls.poll(4);
                table.rawset(++n, value());
            } while (more(']'));
        }
        at++;
        depth--;
        return table;
    }

    /** Steps over a comma; false at the closing character. */
    private boolean more(int closing) {
        space();
        if (peek() == ',') {
            at++;
            return true;
        }
        if (peek() != closing) {
            throw wrong("',' or '" + (char) closing + "'");
        }
        return false;
    }

    private LuaValue number() {
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
        String text = new String(in, from, at - from, StandardCharsets.US_ASCII);
        return whole && text.length() <= DIGITS_EXACT && !text.equals("-0")
            ? Bridge.number(Long.parseLong(text)) : LuaValue.valueOf(Double.parseDouble(text));
    }

    private void digits() {
        int from = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw wrong("a digit");
        }
    }

    private LuaString string() {
        int from = ++at;
        while (at < end && in[at] != '"' && in[at] != '\\' && (in[at] < 0 || in[at] >= 0x20)) {
            at++;
        }
        if (peek() == '"') {
            return LuaString.valueUsing(Arrays.copyOfRange(in, from, at++));
        }
        return escaped(from);
    }

    /** The rest of a string that has an escape, or something wrong, at {@link #at}. */
    private LuaString escaped(int from) {
        // An escape is never longer as bytes than as text.
        int close = at;
        while (close < end && in[close] != '"') {
            close += in[close] == '\\' ? 2 : 1;
        }
        byte[] out = new byte[Math.min(close, end) - from];
        int n = at - from;
        System.arraycopy(in, from, out, 0, n);
        while (peek() != '"') {
            if (at >= end || in[at] >= 0 && in[at] < 0x20) {
                throw wrong("'\"'");
            }
            if (in[at] == '\\') {
                at++;
                n = escape(out, n);
            } else {
                out[n++] = in[at++];
            }
        }
        at++;
        return LuaString.valueUsing(out, 0, n);
    }

    private int escape(byte[] out, int n) {
        int c = peek();
        int plain = switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> 0;
            default -> throw wrong("an escape");
        };
        at++;
        if (c != 'u') {
            out[n] = (byte) plain;
            return n + 1;
        }
        byte[] utf8 = Character.toString(rune()).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, out, n, utf8.length);
        return n + utf8.length;
    }

    private int rune() {
        int high = unit();
        if (high < 0xd800 || high > 0xdfff) {
            return high;
        }
        if (high < 0xdc00 && peek() == '\\' && at + 1 < end && in[at + 1] == 'u') {
            at += 2;
            int low = unit();
            if (low >= 0xdc00 && low <= 0xdfff) {
                return Character.toCodePoint((char) high, (char) low);
            }
        }
        throw new JsonException("byte " + (at - start + 1) + ": half of a surrogate pair");
    }

    private int unit() {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw wrong("a hex digit");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
