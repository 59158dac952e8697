package dev.socketley.lua.lib;

import java.util.Arrays;
import org.luaj.vm2.LuaString;

/**
 * A Lua pattern taken apart: a list of items, one after another.
 *
 * <p>What is wrong with a pattern is an item too, since PUC complains only when it gets there.
 * <b>Thread:</b> any, immutable. <b>Bounds:</b> the last {@link #REMEMBERED} short patterns are
 * remembered.
 */
final class Pattern {
    static final byte DONE = 0;
    static final byte ONE = 1;
    static final byte MAYBE = 2;
    static final byte MANY = 3;
    static final byte SOME = 4;
    static final byte FEW = 5;
    static final byte OPEN = 6;
    static final byte PLACE = 7;
    static final byte CLOSE = 8;
    static final byte TAIL = 9;
    static final byte BALANCE = 10;
    static final byte FRONTIER = 11;
    static final byte BACK = 12;
    static final byte BROKEN = 13;

    private static final int ESCAPE = '%';
    private static final int REMEMBERED = 128;
    private static final int REMEMBERED_LENGTH_MAX = 256;
    private static final Pattern[] RECENT = new Pattern[REMEMBERED];
    private static final boolean[][] SINGLE = new boolean[256][256];
    /** What stands for each byte behind a percent sign. */
    private static final boolean[][] ESCAPED = new boolean[256][];
    private static final boolean[] ANY = new boolean[256];

    static {
        Arrays.fill(ANY, true);
        for (int i = 0; i < 256; i++) {
            SINGLE[i][i] = true;
            ESCAPED[i] = SINGLE[i];
        }
        for (char lower : "acdglpsuwxz".toCharArray()) {
            ESCAPED[lower] = classOf(lower);
            ESCAPED[lower - 32] = classOf(lower - 32);
        }
    }

    private final LuaString text;
    private final byte[] p;
    private final int pEnd;
    /** What each item is; the last is {@link #DONE} or {@link #BROKEN}. */
    final byte[] kinds;
    /** The bytes that an item or its frontier takes, or null. */
    final boolean[][] sets;
    /** The bracket pair of a balance, the digit of a back reference. */
    final int[] operands;
    /** The complaint of a broken item, which is the last; final, as what one thread publishes. */
    private final String[] complaint = new String[1];
    /** Whether it begins with a caret that means the beginning of the subject. */
    final boolean anchored;
    /** Whether it is ordinary characters only. */
    final boolean plain;
    /** How many captures can be open or closed at once. */
    final int captures;
    private int count;

    private Pattern(LuaString text, boolean anchored) {
        this.text = text;
        this.anchored = anchored;
        p = text.m_bytes;
        pEnd = text.m_offset + text.m_length;
        kinds = new byte[text.m_length + 1];
        sets = new boolean[text.m_length + 1][];
        operands = new int[text.m_length + 1];
        plain = isPlain();
        int at = anchored ? text.m_offset + 1 : text.m_offset;
        while (at < pEnd && complaint[0] == null) {
            at = item(at);
        }
        if (complaint[0] == null) {
            add(DONE, null, 0);
        }
        int groups = 0;
        for (int i = 0; i < count; i++) {
            groups += kinds[i] == OPEN || kinds[i] == PLACE ? 1 : 0;
        }
        captures = Math.min(groups, Matcher.CAPTURES_MAX);
    }

    /** The parts of {@code text}, from the recent ones if it is among them. */
    static Pattern of(LuaString text) {
        int slot = text.hashCode() & REMEMBERED - 1;
        Pattern recent = RECENT[slot];
        if (recent != null && (recent.text == text || recent.text.raweq(text))) {
            return recent;
        }
        Pattern made = new Pattern(text, hasCaret(text));
        if (text.m_bytes.length <= REMEMBERED_LENGTH_MAX) {
            RECENT[slot] = made;
        }
        return made;
    }

    /** The parts of a pattern of {@code gmatch}, where a caret in front means itself. */
    static Pattern floating(LuaString text) {
        return hasCaret(text) ? new Pattern(text, false) : of(text);
    }

    private static boolean hasCaret(LuaString text) {
        return text.m_length > 0 && text.m_bytes[text.m_offset] == '^';
    }

    String complaint() {
        return complaint[0];
    }

    /** The bytes with which a match can begin, or null if it may be anything or empty. */
    boolean[] firstSet() {
        int i = 0;
        while (kinds[i] == OPEN || kinds[i] == PLACE) {
            i++;
        }
        return !anchored && i < Matcher.CAPTURES_MAX && (kinds[i] == ONE || kinds[i] == SOME)
            ? sets[i] : null;
    }

    private static boolean[] classOf(int letter) {
        boolean[] set = new boolean[256];
        for (int c = 0; c < 256; c++) {
            set[c] = CharClass.matches(c, letter);
        }
        return set;
    }

    private boolean isPlain() {
        for (int i = text.m_offset; i < pEnd; i++) {
            switch (p[i]) {
                case '^', '$', '*', '+', '?', '.', '(', '[', '%', '-' -> {
                    return false;
                }
                default -> { }
            }
        }
        return true;
    }

    private void add(byte kind, boolean[] set, int operand) {
        kinds[count] = kind;
        sets[count] = set;
        operands[count] = operand;
        count++;
    }

    private int fail(String why) {
        complaint[0] = why;
        add(BROKEN, null, 0);
        return pEnd;
    }

    private int item(int at) {
        int c = p[at];
        if (c == '(') {
            boolean place = at + 1 < pEnd && p[at + 1] == ')';
            add(place ? PLACE : OPEN, null, 0);
            return place ? at + 2 : at + 1;
        }
        if (c == ')') {
            add(CLOSE, null, 0);
            return at + 1;
        }
        if (c == '$' && at + 1 == pEnd) {
            add(TAIL, null, 0);
            return at + 1;
        }
        int special = c == ESCAPE && at + 1 < pEnd ? p[at + 1] : 0;
        if (special == 'b') {
            return balance(at + 2);
        }
        if (special == 'f') {
            return frontier(at + 2);
        }
        if (CharClass.isDigit(special)) {
            add(BACK, null, special);
            return at + 2;
        }
        return bytes(at);
    }

    private int balance(int at) {
        if (at + 1 >= pEnd) {
            return fail("malformed pattern (missing arguments to '%b')");
        }
        add(BALANCE, null, (p[at] & 255) << 8 | p[at + 1] & 255);
        return at + 2;
    }

    private int frontier(int at) {
        if (at >= pEnd || p[at] != '[') {
            return fail("missing '[' after '%f' in pattern");
        }
        int end = classEnd(at);
        if (end >= 0) {
            add(FRONTIER, setOf(at, end), 0);
        }
        return end < 0 ? pEnd : end;
    }

    /** An item that takes one byte, or with a suffix several. */
    private int bytes(int at) {
        int end = classEnd(at);
        if (end < 0) {
            return pEnd;
        }
        byte kind = switch (end < pEnd ? p[end] : 0) {
            case '*' -> MANY;
            case '+' -> SOME;
            case '-' -> FEW;
            case '?' -> MAYBE;
            default -> ONE;
        };
        add(kind, setOf(at, end), 0);
        return kind == ONE ? end : end + 1;
    }

    /** Where the single-character item that starts at {@code from} ends; -1 if it is broken. */
    private int classEnd(int from) {
        int at = from + 1;
        if (p[from] == ESCAPE) {
            return at == pEnd ? broken("malformed pattern (ends with '%')") : at + 1;
        }
        if (p[from] != '[') {
            return at;
        }
        if (at < pEnd && p[at] == '^') {
            at++;
        }
        do {
            if (at >= pEnd) {
                return broken("malformed pattern (missing ']')");
            }
            if (p[at++] == ESCAPE && at < pEnd) {
                at++;
            }
        } while (at >= pEnd || p[at] != ']');
        return at + 1;
    }

    private int broken(String why) {
        fail(why);
        return -1;
    }

    private boolean[] setOf(int from, int end) {
        switch (p[from]) {
            case '.':
                return ANY;
            case '[': {
                boolean[] set = new boolean[256];
                for (int c = 0; c < 256; c++) {
                    set[c] = inSet(c, from, end - 1);
                }
                return set;
            }
            case ESCAPE:
                return ESCAPED[p[from + 1] & 255];
            default:
                return SINGLE[p[from] & 255];
        }
    }

    /** Whether {@code c} is in the set between the brackets at {@code from} and {@code last}. */
    private boolean inSet(int c, int from, int last) {
        int at = from + 1;
        boolean in = true;
        if (p[at] == '^') {
            in = false;
            at++;
        }
        while (at < last) {
            int item = p[at] & 255;
            if (item == ESCAPE) {
                if (CharClass.matches(c, p[at + 1] & 255)) {
                    return in;
                }
                at += 2;
            } else if (at + 2 < last && p[at + 1] == '-') {
                if (item <= c && c <= (p[at + 2] & 255)) {
                    return in;
                }
                at += 3;
            } else {
                if (item == c) {
                    return in;
                }
                at++;
            }
        }
        return !in;
    }
}
