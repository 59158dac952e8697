package dev.socketley.engine.log;

import java.io.ByteArrayOutputStream;
import java.util.regex.Pattern;

/**
 * What others have sent, as a terminal may show it: a question mark for each character that would
 * command the terminal, or turn around the order in which its line is read. <b>Thread:</b> any.
 */
public final class Shown {
    /** But for tabs and line ends; then marks of direction and ends of lines in Unicode. */
    private static final Pattern HIDDEN = Pattern.compile(
        "[\\p{Cc}&&[^\\t\\n]]|[\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]");

    private Shown() {}

    /** Tabs and line ends stay. */
    public static String text(String any) {
        return HIDDEN.matcher(any).replaceAll("?");
    }

    /** One line of bytes that should be UTF-8: tabs stay, and what is no UTF-8. */
    static void line(byte[] message, ByteArrayOutputStream out) {
        int at = 0;
        while (at < message.length) {
            int hidden = hiddenBytes(message, at);
            out.write(hidden == 0 ? message[at] : '?');
            at += Math.max(1, hidden);
        }
    }

    /** How many bytes of a hidden character begin here, or 0. */
    private static int hiddenBytes(byte[] m, int at) {
        int first = m[at] & 0xff;
        if (first < ' ' && first != '\t' || first == 0x7f) {
            return 1;
        }
        int second = at + 1 < m.length ? m[at + 1] & 0xff : 0;
        if (first == 0xc2 && (second & 0xe0) == 0x80 || first == 0xd8 && second == 0x9c) {
            return 2;
        }
        int third = at + 2 < m.length ? m[at + 2] & 0xff : 0;
        return first == 0xe2 && (second == 0x80 && (third | 1) == 0x8f
            || second == 0x80 && third >= 0xa8 && third <= 0xae
            || second == 0x81 && third >= 0xa6 && third <= 0xa9) ? 3 : 0;
    }
}
