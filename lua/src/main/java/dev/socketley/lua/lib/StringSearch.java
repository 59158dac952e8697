package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions of {@code string} that work with patterns. */
final class StringSearch {
    private StringSearch() {}

    static Varargs find(LuaValue value, LuaValue pattern, LuaValue init, LuaValue plain) {
        LuaString s = Args.string(value, 1, "find");
        LuaString p = Args.string(pattern, 2, "find");
        int from = start(init, s, "find");
        if (from < 0) {
            return LuaValue.NIL;
        }
        if (plain.toboolean() || isPlain(p)) {
            int at = indexOf(s, p, from);
            return at < 0 ? LuaValue.NIL : span(at + 1, at + p.m_length, LuaValue.NONE);
        }
        return search(new Matcher(s, p), p, from, true);
    }

    static Varargs match(LuaValue value, LuaValue pattern, LuaValue init, LuaValue unused) {
        LuaString s = Args.string(value, 1, "match");
        LuaString p = Args.string(pattern, 2, "match");
        int from = start(init, s, "match");
        return from < 0 ? LuaValue.NIL : search(new Matcher(s, p), p, from, false);
    }

    /** The index from 0 where to begin, or -1 when it lies beyond the end. */
    private static int start(LuaValue init, LuaString s, String function) {
        long from = StringLib.position(Args.integer(init, 3, function, 1), s.m_length);
        return from > s.m_length + 1L ? -1 : (int) Math.max(1, from) - 1;
    }

    private static Varargs search(Matcher m, LuaString p, int from, boolean find) {
        LuaString s = m.subject;
        boolean anchor = p.m_length > 0 && p.m_bytes[p.m_offset] == '^';
        int pat = anchor ? p.m_offset + 1 : p.m_offset;
        int last = s.m_offset + s.m_length;
        int at = s.m_offset + from;
        do {
            int stop = m.match(at, pat);
            if (stop >= 0) {
                if (!find) {
                    return m.all(at, stop);
                }
                Varargs captures = m.captures() == 0 ? LuaValue.NONE : m.all(at, stop);
                return span(at - s.m_offset + 1, stop - s.m_offset, captures);
            }
            at++;
        } while (at <= last && !anchor);
        return LuaValue.NIL;
    }

    private static Varargs span(int from, int to, Varargs captures) {
        return LuaValue.varargsOf(LuaInteger.valueOf(from), LuaInteger.valueOf(to), captures);
    }

    private static boolean isPlain(LuaString p) {
        for (int i = 0; i < p.m_length; i++) {
            switch (p.m_bytes[p.m_offset + i]) {
                case '^', '$', '*', '+', '?', '.', '(', '[', '%', '-' -> {
                    return false;
                }
                default -> { }
            }
        }
        return true;
    }

    /** Index from 0 of {@code p} in {@code s} at or after {@code from}, or -1. */
    static int indexOf(LuaString s, LuaString p, int from) {
        byte[] in = s.m_bytes;
        byte[] what = p.m_bytes;
        int length = p.m_length;
        int last = s.m_offset + s.m_length - length;
        if (length == 0) {
            return from;
        }
        byte first = what[p.m_offset];
        int work = 0;
        for (int i = s.m_offset + from; i <= last; i++) {
            if (in[i] != first) {
                continue;
            }
            int same = 1;
            while (same < length && in[i + same] == what[p.m_offset + same]) {
                same++;
            }
            if (same == length) {
                return i - s.m_offset;
            }
            work += same;
            if (work > Polls.STRIDE) {
                Polls.poll(work);
                work = 0;
            }
        }
        return -1;
    }

    static LuaValue gmatch(LuaValue value, LuaValue pattern) {
        LuaString s = Args.string(value, 1, "gmatch");
        LuaString p = Args.string(pattern, 2, "gmatch");
        return LibFunction.any("for iterator", new Gmatch(s, p));
    }

    private static final class Gmatch implements LibFunction.Any {
        private final Matcher matcher;
        private final int pattern;
        private final int last;
        private int next;

        Gmatch(LuaString s, LuaString p) {
            matcher = new Matcher(s, p);
            pattern = p.m_offset;
            next = s.m_offset;
            last = s.m_offset + s.m_length;
        }

        @Override
        public Varargs apply(Varargs args) {
            for (int at = next; at <= last; at++) {
                int stop = matcher.match(at, pattern);
                if (stop >= 0) {
                    next = stop == at ? stop + 1 : stop;
                    return matcher.all(at, stop);
                }
            }
            next = last + 1;
            return LuaValue.NONE;
        }
    }

    static Varargs gsub(LuaValue value, LuaValue pattern, LuaValue with, LuaValue limit) {
        LuaString s = Args.string(value, 1, "gsub");
        LuaString p = Args.string(pattern, 2, "gsub");
        Replacement r = replacement(with);
        long max = Args.integer(limit, 4, "gsub", s.m_length + 1L);
        boolean anchor = p.m_length > 0 && p.m_bytes[p.m_offset] == '^';
        int pat = anchor ? p.m_offset + 1 : p.m_offset;
        Matcher m = new Matcher(s, p);
        int at = s.m_offset;
        int last = at + s.m_length;
        int copied = at;
        Bytes out = null;
        int count = 0;
        while (Long.compareUnsigned(count, max) < 0) {
            int stop = m.match(at, pat);
            if (stop >= 0) {
                count++;
                out = out == null ? new Bytes(s.m_length + 16) : out;
                out.add(s.m_bytes, copied, at - copied);
                r.append(out, m, at, stop);
                copied = stop;
            }
            if (stop > at) {
                at = stop;
            } else if (at < last) {
                at++;
            } else {
                break;
            }
            if (anchor) {
                break;
            }
        }
        if (out == null) {
            return LuaValue.varargsOf(s, LuaInteger.valueOf(0));
        }
        out.add(s.m_bytes, copied, last - copied);
        return LuaValue.varargsOf(out.finish(), LuaInteger.valueOf(count));
    }

    /** Appends what replaces the match from {@code at} to {@code stop}. */
    private interface Replacement {
        void append(Bytes out, Matcher m, int at, int stop);
    }

    private static Replacement replacement(LuaValue with) {
        return switch (with.type()) {
            case LuaValue.TNUMBER, LuaValue.TSTRING -> {
                LuaString text = Args.string(with, 3, "gsub");
                yield (out, m, at, stop) -> expand(out, text, m, at, stop);
            }
            case LuaValue.TTABLE -> (out, m, at, stop) ->
                value(out, with.get(m.capture(0, at, stop)), m, at, stop);
            case LuaValue.TFUNCTION -> (out, m, at, stop) ->
                value(out, call(with, m, at, stop), m, at, stop);
            default -> throw LuaErrors.argument(3, "gsub", "string/function/table expected");
        };
    }

    private static LuaValue call(LuaValue function, Matcher m, int at, int stop) {
        if (m.captures() <= 1) {
            return function.call(m.capture(0, at, stop));
        }
        return function.invoke(m.all(at, stop)).arg1();
    }

    private static void value(Bytes out, LuaValue value, Matcher m, int at, int stop) {
        if (value instanceof LuaString s) {
            out.add(s);
        } else if (value.type() == LuaValue.TNUMBER) {
            out.addNumber(value.todouble());
        } else if (!value.toboolean()) {
            out.add(m.subject.m_bytes, at, stop - at);
        } else {
            throw LuaErrors.error("invalid replacement value (a " + value.typename() + ")");
        }
    }

    private static void expand(Bytes out, LuaString text, Matcher m, int at, int stop) {
        byte[] in = text.m_bytes;
        int end = text.m_offset + text.m_length;
        for (int i = text.m_offset; i < end; i++) {
            if (in[i] != '%') {
                out.add(in[i]);
                continue;
            }
            i++;
            int c = i < end ? in[i] : 0;
            if (c == '%') {
                out.add(c);
            } else if (c == '0') {
                out.add(m.subject.m_bytes, at, stop - at);
            } else if (CharClass.isDigit(c)) {
                m.appendCapture(out, c - '1', at, stop);
            } else {
                throw LuaErrors.error("invalid use of '%' in replacement string");
            }
        }
    }
}
