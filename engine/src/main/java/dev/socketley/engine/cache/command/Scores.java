package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Numbers with a fraction as C reads them, which is what Redis takes for scores. */
final class Scores {
    private static final int EXACT_DIGITS = 15;
    private static final int TEXT_MAX = 512;

    private Scores() {
    }

    /** A score; what is none, or is out of range, is an error. */
    static double score(Call call, int index) {
        return score(call, index, Errors.NOT_A_FLOAT);
    }

    static double score(Call call, int index, Reply error) {
        Args args = call.args();
        byte[] bytes = args.bytes();
        int from = args.offset(index);
        int length = args.length(index);
        double value = parse(bytes, from, length);
        boolean bad = Double.isNaN(value) || length > 0 && isSpace(bytes[from]);
        if (bad || isOutOfRange(value, bytes, from, length)) {
            throw Errors.raise(error);
        }
        return value;
    }

    private static boolean isOutOfRange(double value, byte[] bytes, int from, int length) {
        if (value != 0 && !Double.isInfinite(value)) {
            return false;
        }
        for (int i = from; i < from + length; i++) {
            int b = bytes[i] | 0x20;
            if (b == 'e' || b == 'n') {
                break;
            }
            if (bytes[i] >= '1' && bytes[i] <= '9') {
                return true;
            }
        }
        return false;
    }

    /** A number with nothing behind it, or NaN; beyond the range of a double it is infinite. */
    static double parse(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        boolean negative = length > 1 && bytes[at] == '-';
        at += negative ? 1 : 0;
        if (at == end || end - at > EXACT_DIGITS) {
            return parseSlowly(bytes, from, length);
        }
        long digits = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return parseSlowly(bytes, from, length);
            }
            digits = digits * 10 + digit;
        }
        return negative ? -(double) digits : digits;
    }

    private static double parseSlowly(byte[] bytes, int from, int length) {
        int start = from;
        int end = from + length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        if (start == end || end - start > TEXT_MAX) {
            return Double.NaN;
        }
        String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        String number = signed ? text.substring(1) : text;
        double value = unsigned(number);
        return text.charAt(0) == '-' ? -value : value;
    }

    private static double unsigned(String number) {
        if (number.equals("inf") || number.equals("infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        boolean hex = number.startsWith("0x");
        char last = number.isEmpty() ? ' ' : number.charAt(number.length() - 1);
        // Java takes spaces, a sign more, and a letter for the type; C does not.
        boolean clean = last > ' ' && (hex || last <= '9') && number.charAt(0) != '+'
            && number.charAt(0) != '-' && number.charAt(0) > ' ';
        if (!clean) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(hex && number.indexOf('p') < 0 ? number + "p0" : number);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
