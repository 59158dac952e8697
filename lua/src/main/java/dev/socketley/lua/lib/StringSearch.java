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
        if (plain.toboolean()) {
            return plain(s, p, from);
        }
        Pattern parts = Pattern.of(p);
        return parts.plain ? plain(s, p, from) : search(new Matcher(s, parts), parts, from, true);
    }

    private static Varargs plain(LuaString s, LuaString p, int from) {
        int at = indexOf(s, p, from);
        return at < 0 ? LuaValue.NIL
            : LuaValue.varargsOf(LuaInteger.valueOf(at + 1), LuaInteger.valueOf(at + p.m_length));
    }

    static Varargs match(LuaValue value, LuaValue pattern, LuaValue init, LuaValue unused) {
        LuaString s = Args.string(value, 1, "match");
        LuaString p = Args.string(pattern, 2, "match");
        int from = start(init, s, "match");
        if (from < 0) {
            return LuaValue.NIL;
        }
        Pattern parts = Pattern.of(p);
        return search(new Matcher(s, parts), parts, from, false);
    }

    /** The index from 0 where to begin, or -1 when it lies beyond the end. */
    private static int start(LuaValue init, LuaString s, String function) {
        long from = StringLib.position(Args.integer(init, 3, function, 1), s.m_length);
        return from > s.m_length + 1L ? -1 : (int) Math.max(1, from) - 1;
    }

    private static Varargs search(Matcher m, Pattern p, int from, boolean find) {
        LuaString s = m.subject;
        boolean[] begin = p.firstSet();
        int last = s.m_offset + s.m_length;
        int at = s.m_offset + from;
        do {
            if (begin != null) {
                at = m.skip(begin, at);
                if (at == last) {
                    return LuaValue.NIL;
                }
            }
            int stop = m.match(at);
            if (stop >= 0) {
                return find ? found(m, at, stop) : m.all(at, stop);
            }
            at++;
        } while (at <= last && !p.anchored);
        return LuaValue.NIL;
    }

    private static Varargs found(Matcher m, int at, int stop) {
        int offset = m.subject.m_offset;
        LuaInteger first = LuaInteger.valueOf(at - offset + 1);
        LuaInteger last = LuaInteger.valueOf(stop - offset);
        return m.captures() == 0 ? LuaValue.varargsOf(first, last)
            : LuaValue.varargsOf(first, last, m.all(at, stop));
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
        int i = s.m_offset + from;
        while (true) {
            i = ByteSearch.indexOf(in, i, last + 1, first);
            if (i < 0) {
                return -1;
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
            i++;
        }
    }

    static LuaValue gmatch(LuaValue value, LuaValue pattern) {
        LuaString s = Args.string(value, 1, "gmatch");
        LuaString p = Args.string(pattern, 2, "gmatch");
        return new Gmatch(s, Pattern.floating(p));
    }

    /** The iterator: it takes no arguments, so every way to call it is the same. */
    private static final class Gmatch extends LibFunction {
        private final Matcher matcher;
        private final boolean[] begin;
        private final int last;
        private int next;

        Gmatch(LuaString s, Pattern p) {
            super("for iterator");
            matcher = new Matcher(s, p);
            begin = p.firstSet();
            next = s.m_offset;
            last = s.m_offset + s.m_length;
        }

        @Override
        public Varargs invoke(Varargs args) {
            int at = next;
            while (at <= last) {
                if (begin != null) {
                    at = matcher.skip(begin, at);
                    if (at == last) {
                        break;
                    }
                }
                int stop = matcher.match(at);
                if (stop >= 0) {
                    next = stop == at ? stop + 1 : stop;
                    return matcher.all(at, stop);
                }
                at++;
            }
            next = last + 1;
            return NONE;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return first(invoke(NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return first(invoke(NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return first(invoke(NONE));
        }
    }

    static Varargs gsub(LuaValue value, LuaValue pattern, LuaValue with, LuaValue limit) {
        LuaString s = Args.string(value, 1, "gsub");
        LuaString p = Args.string(pattern, 2, "gsub");
        long max = Args.integer(limit, 4, "gsub", s.m_length + 1L);
        Replacement r = replacement(with);
        Pattern parts = Pattern.of(p);
        Matcher m = new Matcher(s, parts);
        boolean[] begin = parts.firstSet();
        int at = s.m_offset;
        int last = at + s.m_length;
        int copied = at;
        Bytes out = null;
        int count = 0;
        while (Long.compareUnsigned(count, max) < 0) {
            if (begin != null) {
                at = m.skip(begin, at);
                if (at == last) {
                    break;
                }
            }
            int stop = m.match(at);
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
            if (parts.anchored) {
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
        try {
            if (m.captures() <= 1) {
                return function.call(m.capture(0, at, stop));
            }
            return function.invoke(m.all(at, stop)).arg1();
        } catch (LuaErrors.Raised e) {
            throw e.by(function);
        }
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
        int copied = text.m_offset;
        for (int i = copied; i < end; i++) {
            if (in[i] != '%') {
                continue;
            }
            out.add(in, copied, i - copied);
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
            copied = i + 1;
        }
        out.add(in, copied, end - copied);
    }
}
