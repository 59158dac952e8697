package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Upvaldesc;
import org.luaj.vm2.Varargs;

/** The instructions' rare ways: metamethods, coercions, variable numbers of values. */
final class Ops {
    static final int ADD = 0;
    static final int SUB = 1;
    static final int MUL = 2;
    static final int DIV = 3;
    static final int MOD = 4;
    static final int POW = 5;
    private static final LuaString[] EVENTS = {
        LuaValue.ADD, LuaValue.SUB, LuaValue.MUL, LuaValue.DIV, LuaValue.MOD, LuaValue.POW
    };
    private static final LuaValue NIL = LuaValue.NIL;
    private static final int LOOP_MAX = 100;

    private Ops() {}

    /** What {@code t[key][name]} is if both are there, in tables; nil: the long way tells. */
    static LuaValue field(LuaValue t, LuaValue key, LuaValue name) {
        return t instanceof Table global && global.get((LuaString) key) instanceof Table table
            ? table.get((LuaString) name) : LuaValue.NIL;
    }

    static LuaValue index(LuaState st, LuaValue object, LuaValue key) {
        LuaValue o = object;
        for (int i = 0; i < LOOP_MAX; i++) {
            LuaValue handler;
            if (o instanceof Table t) {
                LuaValue v = t.rawget(key);
                if (v != NIL) {
                    return v;
                }
                Table meta = t.meta();
                if (meta == null || (handler = meta.handler(Meta.INDEX)) == NIL) {
                    return NIL;
                }
            } else {
                handler = st.tag(o, LuaValue.INDEX);
                if (handler.isnil()) {
                    throw new OperandError("index", o);
                }
            }
            if (handler instanceof LuaFunction f) {
                if (st.stack.isDirect()) {
                    LuaValue self = o;
                    return st.running.instruction(() -> f.call(self, key).arg1());
                }
                return f.call(o, key).arg1();
            }
            o = handler;
        }
        throw LuaErrors.error("loop in gettable");
    }

    static void setIndex(LuaState st, LuaValue object, LuaValue key, LuaValue value) {
        LuaValue o = object;
        for (int i = 0; i < LOOP_MAX; i++) {
            LuaValue handler;
            if (o instanceof Table t) {
                Table meta = t.meta();
                if (meta == null || (handler = meta.handler(Meta.NEWINDEX)) == NIL
                        || t.rawget(key) != NIL) {
                    t.rawset(key, value);
                    return;
                }
            } else {
                handler = st.tag(o, LuaValue.NEWINDEX);
                if (handler.isnil()) {
                    throw new OperandError("index", o);
                }
            }
            if (handler instanceof LuaFunction f) {
                if (st.stack.isDirect()) {
                    LuaValue self = o;
                    st.running.instruction(() -> f.call(self, key, value));
                } else {
                    f.call(o, key, value);
                }
                return;
            }
            o = handler;
        }
        throw LuaErrors.error("loop in settable");
    }

    static Table newTable(int array, int hash) {
        return array == 0 && hash == 0 ? new Table()
            : new Table(fromFloatingByte(array), fromFloatingByte(hash));
    }

    private static int fromFloatingByte(int x) {
        int e = x >> 3 & 0x1f;
        return e == 0 ? x : (x & 7) + 8 << e - 1;
    }

    static LuaValue arith(LuaState st, int op, LuaValue x, LuaValue y) {
        LuaValue p = x.type() == LuaValue.TNUMBER ? x : toNumber(x);
        LuaValue q = y.type() == LuaValue.TNUMBER ? y : toNumber(y);
        if (p == null || q == null) {
            LuaValue handler = st.tag(x, EVENTS[op]);
            if (handler.isnil()) {
                handler = st.tag(y, EVENTS[op]);
            }
            if (handler.isnil()) {
                throw new OperandError("perform arithmetic on", p == null ? x : y);
            }
            return metamethod(st, handler, x, y);
        }
        double m = p.todouble();
        double n = q.todouble();
        return switch (op) {
            case ADD -> LuaDouble.valueOf(m + n);
            case SUB -> LuaDouble.valueOf(m - n);
            case MUL -> LuaDouble.valueOf(m * n);
            case DIV -> LuaDouble.valueOf(m / n);
            case MOD -> p instanceof LuaInteger i && q instanceof LuaInteger j && j.v != 0
                ? LuaInteger.valueOf(Math.floorMod(i.v, j.v))
                : LuaDouble.valueOf(m - Math.floor(m / n) * n);
            default -> LuaDouble.valueOf(LuaNumbers.power(m, n));
        };
    }

    /** The number in a numeric string, or null. */
    private static LuaValue toNumber(LuaValue v) {
        if (v instanceof LuaString s) {
            LuaValue n = Text.parse(s);
            return n.isnil() ? null : n;
        }
        return null;
    }

    static LuaValue negate(LuaState st, LuaValue x) {
        if (x instanceof LuaInteger n && n.v != 0) {
            return LuaInteger.valueOf(-(long) n.v);
        }
        LuaValue p = x.type() == LuaValue.TNUMBER ? x : toNumber(x);
        if (p != null) {
            return LuaDouble.valueOf(-p.todouble());
        }
        LuaValue handler = st.tag(x, LuaValue.UNM);
        if (handler.isnil()) {
            throw new OperandError("perform arithmetic on", x);
        }
        return metamethod(st, handler, x, x);
    }

    static LuaValue length(LuaState st, LuaValue x) {
        if (x instanceof LuaString s) {
            return LuaInteger.valueOf(s.m_length);
        }
        LuaValue handler = st.tag(x, LuaValue.LEN);
        if (!handler.isnil()) {
            return metamethod(st, handler, x, x);
        }
        if (x instanceof Table t) {
            return LuaInteger.valueOf(t.rawlen());
        }
        throw new OperandError("get length of", x);
    }

    static boolean equal(LuaState st, LuaValue x, LuaValue y) {
        if (x.raweq(y)) {
            return true;
        }
        int type = x.type();
        if (type != y.type() || type != LuaValue.TTABLE && type != LuaValue.TUSERDATA) {
            return false;
        }
        LuaValue handler = st.tag(x, LuaValue.EQ);
        if (handler.isnil() || !handler.raweq(st.tag(y, LuaValue.EQ))) {
            return false;
        }
        return metamethod(st, handler, x, y).toboolean();
    }

    static boolean less(LuaState st, LuaValue x, LuaValue y) {
        if (x.type() == LuaValue.TNUMBER && y.type() == LuaValue.TNUMBER) {
            return x.todouble() < y.todouble();
        }
        if (x instanceof LuaString s && y instanceof LuaString t) {
            return compare(s, t) < 0;
        }
        LuaValue handler = shared(st, x, y, LuaValue.LT);
        if (handler.isnil()) {
            throw incomparable(x, y);
        }
        return metamethod(st, handler, x, y).toboolean();
    }

    static boolean lessEqual(LuaState st, LuaValue x, LuaValue y) {
        if (x.type() == LuaValue.TNUMBER && y.type() == LuaValue.TNUMBER) {
            return x.todouble() <= y.todouble();
        }
        if (x instanceof LuaString s && y instanceof LuaString t) {
            return compare(s, t) <= 0;
        }
        LuaValue handler = shared(st, x, y, LuaValue.LE);
        if (!handler.isnil()) {
            return metamethod(st, handler, x, y).toboolean();
        }
        LuaValue less = shared(st, y, x, LuaValue.LT);
        if (less.isnil()) {
            throw incomparable(x, y);
        }
        if (st.stack.isDirect()) {
            return st.running.instruction(() -> LuaValue.valueOf(!call(st, less, y, x).toboolean()))
                .toboolean();
        }
        return !call(st, less, y, x).toboolean();
    }

    private static LuaValue shared(LuaState st, LuaValue x, LuaValue y, LuaString event) {
        LuaValue handler = st.tag(x, event);
        return handler.isnil() ? st.tag(y, event) : handler;
    }

    static int compare(LuaString s, LuaString t) {
        return Arrays.compareUnsigned(s.m_bytes, s.m_offset, s.m_offset + s.m_length,
            t.m_bytes, t.m_offset, t.m_offset + t.m_length);
    }

    private static RuntimeException incomparable(LuaValue x, LuaValue y) {
        String a = x.typename();
        String b = y.typename();
        return LuaErrors.error(a.equals(b) ? "attempt to compare two " + a + " values"
            : "attempt to compare " + a + " with " + b);
    }

    /** Concatenates registers {@code b..c}, from the right as Lua does. */
    static LuaValue concat(LuaState st, LuaValue[] r, int b, int c) {
        LuaValue right = r[c];
        int i = c - 1;
        while (i >= b) {
            if (!Interpreter.textual(right) || !Interpreter.textual(r[i])) {
                if (st.stack.isDirect()) {
                    return st.running.instruction(() -> concat(st, r, b, c));
                }
                right = concatTag(st, r, i, right, i + 1 == c);
                i--;
                continue;
            }
            int first = i;
            while (first > b && Interpreter.textual(r[first - 1])) {
                first--;
            }
            right = i + 1 == c ? st.concat.of(r, first, c) : joined(st, r, first, i, right);
            i = first - 1;
        }
        return right;
    }

    private static LuaValue concatTag(
            LuaState st, LuaValue[] r, int i, LuaValue right, boolean inRegister) {
        LuaValue handler = shared(st, r[i], right, LuaValue.CONCAT);
        if (!handler.isnil()) {
            return call(st, handler, r[i], right);
        }
        boolean leftFine = Interpreter.textual(r[i]);
        OperandError e = new OperandError("concatenate", leftFine ? right : r[i]);
        e.register = !leftFine ? i : inRegister ? i + 1 : -1;
        throw e;
    }

    /** Registers {@code first..last} and what a metamethod has made of those behind. */
    private static LuaValue joined(
            LuaState st, LuaValue[] r, int first, int last, LuaValue right) {
        LuaValue[] parts = Arrays.copyOfRange(r, first, last + 2);
        parts[parts.length - 1] = right;
        return st.concat.of(parts, 0, parts.length - 1);
    }

    /** Runs an event's handler, which may yield, as the instruction's whole result. */
    private static LuaValue metamethod(LuaState st, LuaValue f, LuaValue x, LuaValue y) {
        return st.stack.isDirect() ? st.running.instruction(() -> call(st, f, x, y))
            : call(st, f, x, y);
    }

    /** Calls the iterator of a {@code for}. */
    static Varargs iterate(LuaState st, LuaValue f, LuaValue s, LuaValue control) {
        Varargs args = LuaValue.varargsOf(s, control);
        return st.stack.isDirect() && !(f instanceof Native n && !n.callsBack)
            ? st.running.iterate(f, args) : callAny(st, f, args);
    }

    static LuaValue call(LuaState st, LuaValue f, LuaValue x, LuaValue y) {
        return f instanceof LuaFunction g ? g.call(x, y).arg1()
            : callAny(st, f, LuaValue.varargsOf(x, y)).arg1();
    }

    /** Calls a function or something with {@code __call}. */
    static Varargs callAny(LuaState st, LuaValue f, Varargs args) {
        if (f instanceof LuaFunction g) {
            return g.invoke(args);
        }
        LuaValue handler = st.tag(f, LuaValue.CALL);
        if (!(handler instanceof LuaFunction g)) {
            throw new OperandError("call", f);
        }
        return g.invoke(LuaValue.varargsOf(f, args));
    }

    /** Values of {@code b - 1} registers from {@code at} on; {@code b} 0: up to the end of v. */
    static Varargs arguments(LuaValue[] r, int at, int b, Varargs v, int from) {
        if (b == 0) {
            return from <= at ? v : copy(r, at, from - at, v);
        }
        return switch (b) {
            case 1 -> LuaValue.NONE;
            case 2 -> r[at];
            case 3 -> LuaValue.varargsOf(r[at], r[at + 1]);
            default -> LuaValue.varargsOf(Arrays.copyOfRange(r, at, at + b - 1));
        };
    }

    private static Varargs copy(LuaValue[] r, int at, int count, Varargs v) {
        if (count == 1) {
            return LuaValue.varargsOf(r[at], v);
        }
        int n = v.narg();
        LuaValue[] all = Arrays.copyOfRange(r, at, at + count + n);
        for (int i = 0; i < n; i++) {
            all[count + i] = v.arg(i + 1);
        }
        return LuaValue.varargsOf(all);
    }

    static LuaValue first(LuaValue[] r, int a, int b, Varargs v, int from) {
        return b == 0 && from <= a ? v.arg1() : r[a];
    }

    static void spread(LuaValue[] r, int a, int count, Varargs v) {
        for (int i = 0; i < count; i++) {
            r[a + i] = v.arg(i + 1);
        }
    }

    /** Fills the frame of a callee that has an extra, or whose arguments end in {@code v}. */
    static void enter(Closure g, LuaValue[] nr, LuaValue[] r, int a, int b, Varargs v, int from) {
        LuaCode code = g.code;
        Extra extra = null;
        if (code.extra) {
            nr[nr.length - 2] = extra = new Extra();
        }
        if (code.vararg || b == 0) {
            Varargs args = arguments(r, a + 1, b, v, from);
            for (int i = 0; i < code.params; i++) {
                nr[i] = args.arg(i + 1);
            }
            if (code.vararg) {
                extra.varargs = args.subargs(code.params + 1);
            }
            return;
        }
        for (int i = 0; i < code.params; i++) {
            nr[i] = i < b - 1 ? r[a + 1 + i] : NIL;
        }
    }

    static boolean forLoop(LuaValue[] r, int a) {
        double step = r[a + 2].todouble();
        double next = r[a].todouble() + step;
        double limit = r[a + 1].todouble();
        if (step > 0 ? next <= limit : limit <= next) {
            r[a] = r[a + 3] = LuaDouble.valueOf(next);
            return true;
        }
        return false;
    }

    static void forPrepare(LuaValue[] r, int a) {
        LuaValue start = forNumber(r[a], "initial");
        r[a + 1] = forNumber(r[a + 1], "limit");
        r[a + 2] = forNumber(r[a + 2], "step");
        r[a] = start instanceof LuaInteger x && r[a + 2] instanceof LuaInteger s
            ? LuaInteger.valueOf((long) x.v - s.v)
            : LuaDouble.valueOf(start.todouble() - r[a + 2].todouble());
    }

    static LuaValue forNumber(LuaValue v, String what) {
        LuaValue n = v.type() == LuaValue.TNUMBER ? v : toNumber(v);
        if (n == null) {
            throw LuaErrors.error("'for' " + what
                + (what.equals("initial") ? " value" : "") + " must be a number");
        }
        return n;
    }

    static void setList(Table t, LuaValue[] r, int a, int b, int offset, Varargs v, int from) {
        int fixed = b == 0 ? from - a - 1 : b;
        if (b == 0) {
            t.presize(offset + fixed + v.narg());
            for (int i = v.narg(); i > 0; i--) {
                t.rawset(offset + fixed + i, v.arg(i));
            }
        } else {
            t.presize(offset + fixed);
        }
        for (int i = 1; i <= fixed; i++) {
            t.rawset(offset + i, r[a + i]);
        }
    }

    static Closure closure(Closure parent, LuaCode code, LuaValue[] r) {
        Upvaldesc[] wanted = code.proto.upvalues;
        Closure.UpVal[] up = new Closure.UpVal[wanted.length];
        Extra extra = (Extra) r[r.length - 2];
        for (int i = 0; i < up.length; i++) {
            up[i] = wanted[i].instack ? extra.find(r, wanted[i].idx) : parent.up[wanted[i].idx];
        }
        return new Closure(parent.state, code, up);
    }
}
