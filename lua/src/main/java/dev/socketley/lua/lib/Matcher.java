package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One Lua pattern at work on one subject, on bytes.
 *
 * <p>Backtracking, so a hostile pattern takes long; every {@link Polls#STRIDE} steps the watchdog
 * gets its turn. <b>Thread:</b> one. <b>Bounds:</b> 32 captures, 200 levels of nested choices.
 */
final class Matcher {
    static final int CAPTURES_MAX = 32;
    private static final int DEPTH_MAX = 200;
    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int NO_MATCH = -1;
    private static final int ESCAPE = '%';

    final LuaString subject;
    private final byte[] s;
    private final int start;
    private final int end;
    private final byte[] p;
    private final int pEnd;
    private final int[] from = new int[CAPTURES_MAX];
    private final int[] size = new int[CAPTURES_MAX];
    private int level;
    private int depth;
    private int steps;

    Matcher(LuaString subject, LuaString pattern) {
        this.subject = subject;
        s = subject.m_bytes;
        start = subject.m_offset;
        end = start + subject.m_length;
        p = pattern.m_bytes;
        pEnd = pattern.m_offset + pattern.m_length;
    }

    /** Matches at {@code at} the pattern from {@code pat}; both index the arrays; -1 for no. */
    int match(int at, int pat) {
        level = 0;
        depth = DEPTH_MAX;
        return run(at, pat);
    }

    int captures() {
        return level;
    }

    private void step() {
        if (++steps >= Polls.STRIDE) {
            steps = 0;
            Polls.poll(Polls.STRIDE);
        }
    }

    private int run(int at, int pat) {
        if (depth-- == 0) {
            throw LuaErrors.error("pattern too complex");
        }
        int result = items(at, pat);
        depth++;
        return result;
    }

    /** The items of a pattern in order; recursion only where a choice may have to be undone. */
    private int items(int first, int firstPat) {
        int at = first;
        int pat = firstPat;
        while (pat != pEnd) {
            step();
            int c = p[pat];
            if (c == '(') {
                return open(at, pat);
            }
            if (c == ')') {
                return close(at, pat + 1);
            }
            if (c == '$' && pat + 1 == pEnd) {
                return at == end ? at : NO_MATCH;
            }
            int special = c == ESCAPE && pat + 1 < pEnd ? p[pat + 1] : 0;
            if (special == 'b' || special == 'f' || CharClass.isDigit(special)) {
                at = special(at, pat, special);
                if (at == NO_MATCH) {
                    return NO_MATCH;
                }
                pat = special == 'b' ? pat + 4 : special == 'f' ? classEnd(pat + 2) : pat + 2;
                continue;
            }
            int next = classEnd(pat);
            int suffix = next < pEnd ? p[next] : 0;
            boolean once = single(at, pat, next);
            if (suffix != '*' && suffix != '+' && suffix != '-' && suffix != '?') {
                if (!once) {
                    return NO_MATCH;
                }
                at++;
                pat = next;
                continue;
            }
            int result = once ? repeated(at, pat, next) : NO_MATCH;
            boolean undone = suffix == '?' || !once && suffix != '+';
            if (result != NO_MATCH || !undone) {
                return result;
            }
            pat = next + 1;
        }
        return at;
    }

    /** An item with a suffix, whose first repetition is known to match. */
    private int repeated(int at, int pat, int next) {
        return switch (p[next]) {
            case '*' -> greedy(at, pat, next);
            case '+' -> greedy(at + 1, pat, next);
            case '-' -> lazy(at, pat, next);
            default -> run(at + 1, next + 1);
        };
    }

    private int greedy(int at, int pat, int next) {
        int count = 0;
        while (single(at + count, pat, next)) {
            count++;
            step();
        }
        if (next + 1 == pEnd) {
            return at + count;
        }
        for (; count >= 0; count--) {
            int result = run(at + count, next + 1);
            if (result != NO_MATCH) {
                return result;
            }
        }
        return NO_MATCH;
    }

    private int lazy(int first, int pat, int next) {
        for (int at = first; ; at++) {
            int result = run(at, next + 1);
            if (result != NO_MATCH) {
                return result;
            }
            if (!single(at, pat, next)) {
                return NO_MATCH;
            }
        }
    }

    private int special(int at, int pat, int special) {
        return switch (special) {
            case 'b' -> balanced(at, pat + 2);
            case 'f' -> frontier(at, pat + 2);
            default -> back(at, special);
        };
    }

    private int balanced(int at, int pat) {
        if (pat + 1 >= pEnd) {
            throw LuaErrors.error("malformed pattern (missing arguments to '%b')");
        }
        if (at >= end || s[at] != p[pat]) {
            return NO_MATCH;
        }
        byte left = p[pat];
        byte right = p[pat + 1];
        int open = 1;
        for (int i = at + 1; i < end; i++) {
            step();
            if (s[i] == right) {
                if (--open == 0) {
                    return i + 1;
                }
            } else if (s[i] == left) {
                open++;
            }
        }
        return NO_MATCH;
    }

    private int frontier(int at, int pat) {
        if (pat >= pEnd || p[pat] != '[') {
            throw LuaErrors.error("missing '[' after '%f' in pattern");
        }
        int last = classEnd(pat) - 1;
        int before = at == start ? 0 : s[at - 1] & 255;
        int here = at < end ? s[at] & 255 : 0;
        return !inSet(before, pat, last) && inSet(here, pat, last) ? at : NO_MATCH;
    }

    private int back(int at, int digit) {
        int index = closedCapture(digit);
        int length = size[index];
        if (length < 0) {
            // PUC compares the length of a position capture as an enormous unsigned number.
            return NO_MATCH;
        }
        if (end - at < length) {
            return NO_MATCH;
        }
        for (int i = 0; i < length; i++) {
            step();
            if (s[from[index] + i] != s[at + i]) {
                return NO_MATCH;
            }
        }
        return at + length;
    }

    private int closedCapture(int digit) {
        int index = digit - '1';
        if (index < 0 || index >= level || size[index] == UNFINISHED) {
            throw LuaErrors.error("invalid capture index %" + (index + 1));
        }
        return index;
    }

    private int open(int at, int pat) {
        boolean position = pat + 1 < pEnd && p[pat + 1] == ')';
        if (level >= CAPTURES_MAX) {
            throw LuaErrors.error("too many captures");
        }
        from[level] = at;
        size[level] = position ? POSITION : UNFINISHED;
        level++;
        int result = run(at, position ? pat + 2 : pat + 1);
        if (result == NO_MATCH) {
            level--;
        }
        return result;
    }

    private int close(int at, int pat) {
        int index = level - 1;
        while (index >= 0 && size[index] != UNFINISHED) {
            index--;
        }
        if (index < 0) {
            throw LuaErrors.error("invalid pattern capture");
        }
        size[index] = at - from[index];
        int result = run(at, pat);
        if (result == NO_MATCH) {
            size[index] = UNFINISHED;
        }
        return result;
    }

    /** Where the single-character item that starts at {@code pat} ends. */
    private int classEnd(int pat) {
        int c = p[pat];
        int at = pat + 1;
        if (c == ESCAPE) {
            if (at == pEnd) {
                throw LuaErrors.error("malformed pattern (ends with '%')");
            }
            return at + 1;
        }
        if (c != '[') {
            return at;
        }
        if (at < pEnd && p[at] == '^') {
            at++;
        }
        do {
            if (at >= pEnd) {
                throw LuaErrors.error("malformed pattern (missing ']')");
            }
            if (p[at++] == ESCAPE && at < pEnd) {
                at++;
            }
        } while (at >= pEnd || p[at] != ']');
        return at + 1;
    }

    private boolean single(int at, int pat, int next) {
        if (at >= end) {
            return false;
        }
        int c = s[at] & 255;
        return switch (p[pat]) {
            case '.' -> true;
            case ESCAPE -> CharClass.matches(c, p[pat + 1] & 255);
            case '[' -> inSet(c, pat, next - 1);
            default -> p[pat] == s[at];
        };
    }

    /** Whether {@code c} is in the set between the brackets at {@code pat} and {@code last}. */
    private boolean inSet(int c, int pat, int last) {
        int at = pat + 1;
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

    /** Capture {@code index}, or the whole match from {@code at} to {@code stop} for the first. */
    LuaValue capture(int index, int at, int stop) {
        if (index >= level) {
            if (index == 0) {
                return Bytes.part(subject, at - start, stop - at);
            }
            throw LuaErrors.error("invalid capture index");
        }
        int length = size[index];
        if (length == UNFINISHED) {
            throw LuaErrors.error("unfinished capture");
        }
        return length == POSITION ? LuaInteger.valueOf(from[index] - start + 1)
            : Bytes.part(subject, from[index] - start, length);
    }

    /** All captures; the whole match when there are none. */
    Varargs all(int at, int stop) {
        if (level <= 1) {
            return capture(0, at, stop);
        }
        LuaValue[] values = new LuaValue[level];
        for (int i = 0; i < values.length; i++) {
            values[i] = capture(i, at, stop);
        }
        return LuaValue.varargsOf(values);
    }

    /** Appends capture {@code index} to {@code out} without making a string of it. */
    void appendCapture(Bytes out, int index, int at, int stop) {
        if (index < level && size[index] >= 0) {
            out.add(s, from[index], size[index]);
        } else if (index == 0 && level == 0) {
            out.add(s, at, stop - at);
        } else {
            out.addLong(capture(index, at, stop).toint());
        }
    }
}
