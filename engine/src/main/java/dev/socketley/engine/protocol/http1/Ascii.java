package dev.socketley.engine.protocol.http1;

import java.nio.charset.StandardCharsets;

/** Bytes of heads as text, without making strings. */
final class Ascii {
    private static final boolean[] TOKEN = token();
    private static final boolean[] HOST = host();

    private Ascii() {}

    private static boolean[] token() {
        boolean[] is = new boolean[256];
        for (int c = '!'; c <= '~'; c++) {
            is[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        return is;
    }

    private static boolean[] host() {
        boolean[] is = new boolean[256];
        for (int c = 'a'; c <= 'z'; c++) {
            is[c] = true;
            is[c - 32] = true;
        }
        for (char c : "0123456789-._~%!$&'()*+,;=".toCharArray()) {
            is[c] = true;
        }
        return is;
    }

    static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether a range is a host, and perhaps a colon and a port, or nothing (RFC 3986, 3.2). */
    static boolean isAuthority(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && bytes[at] == '[') {
            for (at++; at < to && (HOST[bytes[at] & 0xff] || bytes[at] == ':'); at++) {
                // an address of IPv6, or of what follows it
            }
            if (at == to || bytes[at++] != ']') {
                return false;
            }
        } else {
            while (at < to && HOST[bytes[at] & 0xff]) {
                at++;
            }
        }
        if (at < to && bytes[at++] != ':') {
            return false;
        }
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at == to;
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** Whether {@code lower.length} bytes from {@code from} spell it, in whatever case. */
    static boolean equalsLower(byte[] bytes, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range spells {@code lower}, in whatever case. */
    static boolean is(byte[] bytes, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (lower(bytes[from + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two ranges of one array spell the same, in whatever case. */
    static boolean same(byte[] bytes, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (lower(bytes[a + i]) != lower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }

    /** Text of a range: a String when it is ASCII, otherwise its bytes. */
    static Object text(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                byte[] copy = new byte[to - from];
                System.arraycopy(bytes, from, copy, 0, copy.length);
                return copy;
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
