package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Upvaldesc;
import org.luaj.vm2.Varargs;

/**
 * How compiled code calls: {@link #enter}, the callee's {@link Body}, {@link #leave}; everything
 * that is not a Lua function, or is nested too deeply, goes through the slow calls. A {@code site}
 * is the number that {@link Sites} gave to the calling instruction.
 */
final class HotCalls {
    /** Rounds of a loop between two reports to the state. */
    static final int POLLS = 64;

    private HotCalls() {}

    /** The closure to call, with the caller's frame put on; null if the slow way must be taken. */
    static Closure enter(CallStack cs, LuaValue f, int site) {
        int d = cs.depth;
        if (f instanceof Closure c && d < cs.limit) {
            cs.pcs[d] = site;
            cs.depth = d + 1;
            return c;
        }
        return null;
    }

    static void leave(CallStack cs) {
        cs.depth--;
    }

    static LuaValue slow(LuaState st, LuaValue f, int site) {
        return slow(st, f, LuaValue.NONE, site).arg1();
    }

    static LuaValue slow(LuaState st, LuaValue f, LuaValue x, int site) {
        if (!(f instanceof LuaFunction g) || f instanceof Closure) {
            return slow(st, f, (Varargs) x, site).arg1();
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        cs.callsNative(d, g);
        LuaValue v;
        try {
            v = g.call(x).arg1();
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, f, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static LuaValue slow(LuaState st, LuaValue f, LuaValue x, LuaValue y, int site) {
        if (!(f instanceof LuaFunction g) || f instanceof Closure) {
            return slow(st, f, LuaValue.varargsOf(x, y), site).arg1();
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        cs.callsNative(d, g);
        LuaValue v;
        try {
            v = g.call(x, y).arg1();
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, f, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static LuaValue slow(
            LuaState st, LuaValue f, LuaValue x, LuaValue y, LuaValue z, int site) {
        if (!(f instanceof LuaFunction g) || f instanceof Closure) {
            return slow(st, f, LuaValue.varargsOf(x, y, z), site).arg1();
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        cs.callsNative(d, g);
        LuaValue v;
        try {
            v = g.call(x, y, z).arg1();
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, f, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    /** Any number of arguments, all results. */
    static Varargs slow(LuaState st, LuaValue f, Varargs args, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        Varargs v;
        try {
            v = any(st, cs, d, f, args);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, f, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    /** Calls the iterator of a {@code for … in}. */
    static Varargs iterate(LuaState st, LuaValue f, LuaValue x, LuaValue y, int site) {
        Varargs stepped = x instanceof Table t ? st.iteration.step(f, t, y) : null;
        if (stepped != null) {
            return stepped;
        }
        Closure c = enter(st.stack, f, site);
        if (c == null) {
            return slow(st, f, LuaValue.varargsOf(x, y), site);
        }
        Varargs v = c.code.body.invoke(st, c, x, y);
        leave(st.stack);
        return v;
    }

    /** The place of what {@code next} or {@code ipairs} come to; negative: they must be called. */
    static int place(LuaState st, LuaValue f, LuaValue x, LuaValue control) {
        return x instanceof Table t ? st.iteration.place(f, t, control) : -1;
    }

    static LuaValue keyAt(LuaValue table, int place) {
        return ((Table) table).keyIn(place);
    }

    static LuaValue valueAt(LuaValue table, int place) {
        return ((Table) table).valueIn(place);
    }

    private static Varargs any(LuaState st, CallStack cs, int d, LuaValue f, Varargs args) {
        if (f instanceof Closure c) {
            if (d >= cs.bound) {
                return InterpretedBody.IT.invoke(st, c, args);
            }
            cs.limit = Math.min(cs.bound, cs.pcs.length);
            return c.code.body.invoke(st, c, args);
        }
        if (f instanceof LuaFunction g) {
            cs.callsNative(d, g);
            return g.invoke(args);
        }
        return Ops.callAny(st, f, args);
    }

    /** Makes the calls that {@code v} ends with, until there are results. */
    static Varargs finish(LuaState st, Varargs v) {
        Varargs results = v;
        if (results instanceof TailCall) {
            CallStack cs = st.stack;
            cs.noteTailCall(true);
            while (results instanceof TailCall t) {
                results = t.function.code.body.start(st, t.function, t.args);
            }
            cs.noteTailCall(false);
        }
        return results;
    }

    /** A result list of at most one value as one value. */
    static LuaValue one(LuaValue v) {
        return v == LuaValue.NONE ? LuaValue.NIL : v;
    }

    /** An interpreted function calls a compiled one: its first result. */
    static LuaValue one(LuaState st, Closure g, LuaValue[] r, int a, int b) {
        Body body = g.code.body;
        return switch (b) {
            case 1 -> body.call(st, g);
            case 2 -> body.call(st, g, r[a + 1]);
            case 3 -> body.call(st, g, r[a + 1], r[a + 2]);
            case 4 -> body.call(st, g, r[a + 1], r[a + 2], r[a + 3]);
            default -> body.call(st, g, Ops.arguments(r, a + 1, b, LuaValue.NONE, 0));
        };
    }

    static LuaValue finishOne(LuaState st, Varargs v) {
        return finish(st, v).arg1();
    }

    /** The end of a function that calls {@code f}: natives and libraries do not take its place. */
    static Varargs tail(LuaState st, LuaValue f, Varargs args, int site) {
        return f instanceof Closure c && (!c.code.library || Sites.code(site).library)
            ? new TailCall(c, args) : slow(st, f, args, site);
    }

    /** Reports a run of a function. */
    static void count(LuaState st, int site) {
        if (--st.fuel < 0) {
            refuel(st, site);
        }
    }

    static void refuel(LuaState st, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        st.refuel();
        cs.depth = d;
    }

    /** Counts the rounds since the last report. */
    static void spend(LuaState st, int site) {
        if ((st.fuel -= POLLS) < 0) {
            refuel(st, site);
        }
    }

    /** A frame for the interpreter, without registers. */
    static LuaValue[] frame(Closure c, Varargs rest) {
        LuaValue[] r = new LuaValue[c.code.frame];
        r[r.length - 1] = c;
        if (c.code.extra) {
            Extra extra = new Extra();
            extra.varargs = rest;
            r[r.length - 2] = extra;
        }
        return r;
    }

    /** Makes a cell a register again. */
    static void reopen(LuaValue[] frame, int register, Closure.UpVal cell) {
        frame[register] = cell.cells[cell.index];
        ((Extra) frame[frame.length - 2]).reopen(frame, register, cell);
    }

    /** Makes a register of a frame that is left for good a cell. */
    static Closure.UpVal takeCell(LuaValue[] frame, int register) {
        Closure.UpVal cell = ((Extra) frame[frame.length - 2]).find(frame, register);
        cell.detach();
        return cell;
    }

    /** The interpreter goes on where compiled code was wrong about what it would meet. */
    static Varargs resume(LuaState st, Closure c, LuaValue[] frame, int pc) {
        c.code.surprised(pc);
        return InterpretedBody.resume(st, frame, pc);
    }

    static LuaValue get(Closure c, int upvalue) {
        Closure.UpVal u = c.up[upvalue];
        return u.cells[u.index];
    }

    static void set(Closure c, int upvalue, LuaValue v) {
        Closure.UpVal u = c.up[upvalue];
        u.cells[u.index] = v;
    }

    static Closure.UpVal cell(LuaValue v) {
        return new Closure.UpVal(v);
    }

    static LuaValue get(Closure.UpVal u) {
        return u.cells[u.index];
    }

    static void set(Closure.UpVal u, LuaValue v) {
        u.cells[u.index] = v;
    }

    /** A closure over the caller's own cells, in the order of the captured variables. */
    static Closure closure(Closure parent, LuaCode code, Closure.UpVal[] own) {
        Upvaldesc[] wanted = code.proto.upvalues;
        Closure.UpVal[] up = new Closure.UpVal[wanted.length];
        int next = 0;
        for (int i = 0; i < up.length; i++) {
            up[i] = wanted[i].instack ? own[next++] : parent.up[wanted[i].idx];
        }
        return new Closure(parent.state, code, up);
    }

    /** {@code count} values and all of {@code rest}. */
    static Varargs open(LuaValue[] values, Varargs rest) {
        if (values.length == 1) {
            return LuaValue.varargsOf(values[0], rest);
        }
        int n = rest.narg();
        LuaValue[] all = Arrays.copyOf(values, values.length + n);
        for (int i = 0; i < n; i++) {
            all[values.length + i] = rest.arg(i + 1);
        }
        return LuaValue.varargsOf(all);
    }
}
