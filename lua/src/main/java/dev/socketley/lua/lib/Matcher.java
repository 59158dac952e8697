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
    private static final int[] NO_CAPTURES = {};

    final LuaString subject;
    private final Pattern pattern;
    private final byte[] kinds;
    private final boolean[][] sets;
    private final byte[] s;
    private final int start;
    private final int end;
    /** Where each capture begins, and behind those how long it is. */
    private final int[] captured;
    private final int captures;
    private int level;
    private int depth;
    private int steps;

    Matcher(LuaString subject, Pattern pattern) {
        this.subject = subject;
        this.pattern = pattern;
        kinds = pattern.kinds;
        sets = pattern.sets;
        s = subject.m_bytes;
        start = subject.m_offset;
        end = start + subject.m_length;
        captures = pattern.captures;
        captured = captures == 0 ? NO_CAPTURES : new int[2 * captures];
    }

    /** Where the match that begins at {@code at}, an index of the array, ends; -1 if none does. */
    int match(int at) {
        level = 0;
        depth = DEPTH_MAX;
        return run(at, 0);
    }

    /** The next index from {@code from} on whose byte is in {@code set}; the end if there is none. */
    int skip(boolean[] set, int from) {
        int at = from;
        byte[] in = s;
        int last = end;
        while (at < last && !set[in[at] & 255]) {
            at++;
        }
        stepBy(at - from);
        return at;
    }

    int captures() {
        return level;
    }

    private void stepBy(int count) {
        steps += count;
        if (steps >= Polls.STRIDE) {
            int done = steps;
            steps = 0;
            Polls.poll(done);
        }
    }

    private int run(int at, int item) {
        if (depth-- == 0) {
            throw LuaErrors.error("pattern too complex");
        }
        int result = items(at, item);
        depth++;
        return result;
    }

    /** The items of a pattern in order; recursion only where a choice may have to be undone. */
    private int items(int first, int firstItem) {
        int at = first;
        int item = firstItem;
        while (true) {
            stepBy(1);
            switch (kinds[item]) {
                case Pattern.DONE:
                    return at;
                case Pattern.ONE:
                    if (at >= end || !sets[item][s[at] & 255]) {
                        return NO_MATCH;
                    }
                    at++;
                    break;
                case Pattern.MAYBE:
                    if (at < end && sets[item][s[at] & 255]) {
                        int result = run(at + 1, item + 1);
                        if (result != NO_MATCH) {
                            return result;
                        }
                    }
                    break;
                case Pattern.MANY:
                    if (at < end && sets[item][s[at] & 255]) {
                        return greedy(at, at, item);
                    }
                    break;
                case Pattern.SOME:
                    return at < end && sets[item][s[at] & 255] ? greedy(at, at + 1, item)
                        : NO_MATCH;
                case Pattern.FEW:
                    if (at < end && sets[item][s[at] & 255]) {
                        return lazy(at, item);
                    }
                    break;
                case Pattern.OPEN:
                    return open(at, item, UNFINISHED);
                case Pattern.PLACE:
                    return open(at, item, POSITION);
                case Pattern.CLOSE:
                    return close(at, item);
                case Pattern.TAIL:
                    return at == end ? at : NO_MATCH;
                default:
                    at = rare(at, item);
                    if (at == NO_MATCH) {
                        return NO_MATCH;
                    }
                    break;
            }
            item++;
        }
    }

    private int rare(int at, int item) {
        return switch (kinds[item]) {
            case Pattern.BALANCE -> balanced(at, pattern.operands[item]);
            case Pattern.FRONTIER -> frontier(at, sets[item]);
            case Pattern.BACK -> back(at, pattern.operands[item]);
            default -> throw LuaErrors.error(pattern.complaint());
        };
    }

    /** As many bytes as there are, then fewer, but not so few as to end before {@code least}. */
    private int greedy(int from, int least, int item) {
        boolean[] set = sets[item];
        byte[] in = s;
        int last = end;
        int at = from;
        while (at < last && set[in[at] & 255]) {
            at++;
        }
        stepBy(at - from);
        int next = item + 1;
        int kind = kinds[next];
        if (kind == Pattern.DONE) {
            return at;
        }
        if (kind == Pattern.ONE && depth > 0) {
            boolean[] then = sets[next];
            for (; at >= least; at--) {
                if (at < last && then[in[at] & 255]) {
                    int result = run(at, next);
                    if (result != NO_MATCH) {
                        return result;
                    }
                }
            }
            return NO_MATCH;
        }
        for (; at >= least; at--) {
            int result = run(at, next);
            if (result != NO_MATCH) {
                return result;
            }
        }
        return NO_MATCH;
    }

    private int lazy(int first, int item) {
        boolean[] set = sets[item];
        for (int at = first; ; at++) {
            int result = run(at, item + 1);
            if (result != NO_MATCH) {
                return result;
            }
            if (at >= end || !set[s[at] & 255]) {
                return NO_MATCH;
            }
        }
    }

    private int balanced(int at, int brackets) {
        byte left = (byte) (brackets >> 8);
        byte right = (byte) brackets;
        if (at >= end || s[at] != left) {
            return NO_MATCH;
        }
        int open = 1;
        for (int i = at + 1; i < end; i++) {
            stepBy(1);
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

    private int frontier(int at, boolean[] set) {
        int before = at == start ? 0 : s[at - 1] & 255;
        int here = at < end ? s[at] & 255 : 0;
        return !set[before] && set[here] ? at : NO_MATCH;
    }

    private int back(int at, int digit) {
        int index = closedCapture(digit);
        int length = captured[captures + index];
        // PUC compares the length of a position capture as an enormous unsigned number.
        if (length < 0 || end - at < length) {
            return NO_MATCH;
        }
        for (int i = 0; i < length; i++) {
            stepBy(1);
            if (s[captured[index] + i] != s[at + i]) {
                return NO_MATCH;
            }
        }
        return at + length;
    }

    private int closedCapture(int digit) {
        int index = digit - '1';
        if (index < 0 || index >= level || captured[captures + index] == UNFINISHED) {
            throw LuaErrors.error("invalid capture index %" + (index + 1));
        }
        return index;
    }

    private int open(int at, int item, int size) {
        if (level >= CAPTURES_MAX) {
            throw LuaErrors.error("too many captures");
        }
        captured[level] = at;
        captured[captures + level] = size;
        level++;
        int result = run(at, item + 1);
        if (result == NO_MATCH) {
            level--;
        }
        return result;
    }

    private int close(int at, int item) {
        int index = level - 1;
        while (index >= 0 && captured[captures + index] != UNFINISHED) {
            index--;
        }
        if (index < 0) {
            throw LuaErrors.error("invalid pattern capture");
        }
        captured[captures + index] = at - captured[index];
        int result = run(at, item + 1);
        if (result == NO_MATCH) {
            captured[captures + index] = UNFINISHED;
        }
        return result;
    }

    /** Capture {@code index}, or the whole match from {@code at} to {@code stop} for the first. */
    LuaValue capture(int index, int at, int stop) {
        if (index >= level) {
            if (index == 0) {
                return Bytes.part(subject, at - start, stop - at);
            }
            throw LuaErrors.error("invalid capture index");
        }
        int from = captured[index] - start;
        int length = captured[captures + index];
        if (length == UNFINISHED) {
            throw LuaErrors.error("unfinished capture");
        }
        return length == POSITION ? LuaInteger.valueOf(from + 1)
            : Bytes.part(subject, from, length);
    }

    /** All captures; the whole match when there are none. */
    Varargs all(int at, int stop) {
        switch (level) {
            case 0:
            case 1:
                return capture(0, at, stop);
            case 2:
                return LuaValue.varargsOf(capture(0, at, stop), capture(1, at, stop));
            default:
                LuaValue[] values = new LuaValue[level];
                for (int i = 0; i < values.length; i++) {
                    values[i] = capture(i, at, stop);
                }
                return LuaValue.varargsOf(values);
        }
    }

    /** Appends capture {@code index} to {@code out} without making a string of it. */
    void appendCapture(Bytes out, int index, int at, int stop) {
        if (index < level && captured[captures + index] >= 0) {
            out.add(s, captured[index], captured[captures + index]);
        } else if (index == 0 && level == 0) {
            out.add(s, at, stop - at);
        } else {
            out.addLong(capture(index, at, stop).toint());
        }
    }
}
