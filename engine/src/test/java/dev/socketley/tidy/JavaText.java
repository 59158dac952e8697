package dev.socketley.tidy;

/** Blanks what is not code in Java text, so that simple patterns see code only. */
final class JavaText {
    private final String in;
    private final StringBuilder out;
    private int at;

    private JavaText(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length());
    }

    /** The same text, of the same length and lines, with comments and literals as blanks. */
    static String blank(String text) {
        JavaText t = new JavaText(text);
        while (t.at < text.length()) {
            t.step();
        }
        return t.out.toString();
    }

    private void step() {
        if (in.startsWith("//", at)) {
            hide(until("\n", at));
        } else if (in.startsWith("/*", at)) {
            hide(after("*/", at + 2));
        } else if (in.startsWith("\"\"\"", at)) {
            hide(closing("\"\"\"", at + 3));
        } else if (in.charAt(at) == '"') {
            hide(closing("\"", at + 1));
        } else if (in.charAt(at) == '\'') {
            hide(closing("'", at + 1));
        } else {
            out.append(in.charAt(at++));
        }
    }

    private int until(String mark, int from) {
        int end = in.indexOf(mark, from);
        return end < 0 ? in.length() : end;
    }

    private int after(String mark, int from) {
        int end = in.indexOf(mark, from);
        return end < 0 ? in.length() : end + mark.length();
    }

    private int closing(String quote, int from) {
        for (int i = from; i < in.length(); i++) {
            if (in.charAt(i) == '\\') {
                i++;
            } else if (in.startsWith(quote, i)) {
                return i + quote.length();
            }
        }
        return in.length();
    }

    private void hide(int end) {
        for (; at < end; at++) {
            out.append(in.charAt(at) == '\n' ? '\n' : ' ');
        }
    }
}
