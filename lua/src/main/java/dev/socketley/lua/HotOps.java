package dev.socketley.lua;

import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Operations of compiled code on values of unknown type: the common case here, the rare one in
 * {@link Ops} with the caller's frame on the stack. Each is small enough to be inlined.
 */
final class HotOps {
    private static final LuaValue NIL = LuaValue.NIL;
    private static final double NO_NUMBER = new Table().getDouble(1);

    private HotOps() {}

    static LuaValue index(LuaState st, LuaValue t, LuaValue key, int site) {
        LuaValue x;
        if (t instanceof Table tab
                && (x = key instanceof LuaInteger n ? tab.rawget(n.v) : tab.rawget(key)) != NIL) {
            return x;
        }
        return indexSlow(st, t, key, site);
    }

    static LuaValue field(LuaState st, LuaValue t, LuaString key, Place place, int site) {
        LuaValue x;
        if (t instanceof Table tab && (x = place.get(tab, key)) != NIL) {
            return x;
        }
        return inherited(st, t, key, place, site);
    }

    private static LuaValue inherited(
            LuaState st, LuaValue t, LuaString key, Place place, int site) {
        LuaValue x;
        return t instanceof Table tab && (x = place.inherited(tab, key)) != null ? x
            : indexSlow(st, t, key, site);
    }

    /** A field that is most likely not the table's own. */
    static LuaValue method(LuaState st, LuaValue t, LuaString key, Place place, int site) {
        if (t instanceof Table tab) {
            LuaValue x = place.get(tab, key);
            if (x == NIL) {
                x = place.inherited(tab, key);
            }
            if (x != null) {
                return x;
            }
        } else if (t instanceof LuaString && st.stringMeta != null
                && st.stringMeta.rawget(LuaValue.INDEX) instanceof Table all) {
            LuaValue x = place.get(all, key);
            if (x != NIL) {
                return x;
            }
        }
        return indexSlow(st, t, key, site);
    }

    private static LuaValue indexSlow(LuaState st, LuaValue t, LuaValue key, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.index(st, t, key);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, t, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static void setIndex(LuaState st, LuaValue t, LuaValue key, LuaValue x, int site) {
        if (t instanceof Table tab && tab.isPlain() && key instanceof LuaInteger n) {
            tab.rawset(n.v, x);
        } else {
            setIndexSlow(st, t, key, x, site);
        }
    }

    static void setField(
            LuaState st, LuaValue t, LuaString key, LuaValue x, Place place, int site) {
        if (!(t instanceof Table tab && place.set(tab, key, x))) {
            setIndexSlow(st, t, key, x, site);
        }
    }

    private static void setIndexSlow(LuaState st, LuaValue t, LuaValue key, LuaValue x, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        try {
            Ops.setIndex(st, t, key, x);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, t, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
    }

    static LuaValue index(LuaState st, LuaValue t, int key, int site) {
        LuaValue x;
        return t instanceof Table tab && (x = tab.rawget(key)) != NIL ? x
            : indexSlow(st, t, LuaInteger.valueOf(key), site);
    }

    static LuaValue index(LuaState st, LuaValue t, double key, int site) {
        int n = (int) key;
        return n == key ? index(st, t, n, site) : indexSlow(st, t, LuaDouble.valueOf(key), site);
    }

    /** A number of a table of numbers; {@link Table#isNil(double)} if it is anything else. */
    static double getDouble(LuaValue t, int key) {
        return t instanceof Table tab ? tab.getDouble(key) : NO_NUMBER;
    }

    static double getDouble(LuaValue t, double key) {
        int n = (int) key;
        return n == key ? getDouble(t, n) : NO_NUMBER;
    }

    static void setIndex(LuaState st, LuaValue t, int key, LuaValue x, int site) {
        if (t instanceof Table tab && tab.isPlain()) {
            tab.rawset(key, x);
        } else {
            setIndexSlow(st, t, LuaInteger.valueOf(key), x, site);
        }
    }

    static void setIndex(LuaState st, LuaValue t, double key, LuaValue x, int site) {
        int n = (int) key;
        if (n == key) {
            setIndex(st, t, n, x, site);
        } else {
            setIndexSlow(st, t, LuaDouble.valueOf(key), x, site);
        }
    }

    static void setDouble(LuaState st, LuaValue t, int key, double x, int site) {
        if (t instanceof Table tab && tab.isPlain()) {
            tab.setDouble(key, x);
        } else {
            setIndexSlow(st, t, LuaInteger.valueOf(key), LuaDouble.valueOf(x), site);
        }
    }

    static void setDouble(LuaState st, LuaValue t, double key, double x, int site) {
        int n = (int) key;
        if (n == key) {
            setDouble(st, t, n, x, site);
        } else {
            setIndexSlow(st, t, LuaDouble.valueOf(key), LuaDouble.valueOf(x), site);
        }
    }

    static LuaValue box(long v) {
        return LuaInteger.valueOf(v);
    }

    static LuaValue box(double v) {
        return LuaDouble.valueOf(v);
    }

    static boolean isNumber(LuaValue x) {
        return x instanceof LuaNumber;
    }

    /** What {@link #isNumber} holds for. */
    static double number(LuaValue x) {
        return x instanceof LuaInteger n ? n.v : ((LuaDouble) x).todouble();
    }

    static boolean isInt(LuaValue x) {
        return x instanceof LuaInteger;
    }

    static boolean isInt(double x) {
        return (int) x == x;
    }

    static long whole(LuaValue x) {
        return ((LuaInteger) x).v;
    }

    /** The limit of a loop over ints; {@code Long.MIN_VALUE} if it is none. */
    static long limit(LuaValue x, boolean up) {
        return x instanceof LuaInteger n ? n.v
            : x instanceof LuaDouble d ? limit(d.todouble(), up) : Long.MIN_VALUE;
    }

    static long limit(double x, boolean up) {
        double whole = up ? Math.floor(x) : Math.ceil(x);
        return whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE ? (long) whole
            : Long.MIN_VALUE;
    }

    static double mod(double x, double y) {
        return x - Math.floor(x / y) * y;
    }

    static double pow(double x, double y) {
        return LuaNumbers.power(x, y);
    }

    /** For values known to equal nothing else, as nil. */
    static boolean same(LuaValue x, LuaValue y) {
        return x == y;
    }

    static boolean isWithin(LuaValue x, long low, long high) {
        return x instanceof LuaInteger n && n.v >= low && n.v <= high;
    }

    /** Whether {@code length} would give a number without asking anyone. */
    static boolean isPlain(LuaValue x) {
        return x instanceof Table t ? t.hasNoMeta() : x instanceof LuaString;
    }

    static long length(LuaValue x) {
        return x instanceof Table t ? t.rawlen() : ((LuaString) x).m_length;
    }

    static boolean equal(LuaValue x, double y) {
        return x instanceof LuaNumber n && n.todouble() == y;
    }

    static boolean less(LuaState st, LuaValue x, double y, int site) {
        return x instanceof LuaInteger m ? m.v < y : x instanceof LuaDouble d ? d.todouble() < y
            : compare(st, true, x, LuaDouble.valueOf(y), site);
    }

    static boolean less(LuaState st, double x, LuaValue y, int site) {
        return y instanceof LuaInteger n ? x < n.v : y instanceof LuaDouble d ? x < d.todouble()
            : compare(st, true, LuaDouble.valueOf(x), y, site);
    }

    static boolean lessEqual(LuaState st, LuaValue x, double y, int site) {
        return x instanceof LuaInteger m ? m.v <= y : x instanceof LuaDouble d ? d.todouble() <= y
            : compare(st, false, x, LuaDouble.valueOf(y), site);
    }

    static boolean lessEqual(LuaState st, double x, LuaValue y, int site) {
        return y instanceof LuaInteger n ? x <= n.v : y instanceof LuaDouble d ? x <= d.todouble()
            : compare(st, false, LuaDouble.valueOf(x), y, site);
    }

    /** Whether a loop of doubles runs at all. */
    static boolean forEnter(double start, double limit, double step) {
        return step > 0 ? start <= limit : limit <= start;
    }

    static LuaValue add(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
            return LuaInteger.valueOf((long) m.v + n.v);
        }
        if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
            return LuaDouble.valueOf(m.todouble() + n.todouble());
        }
        return arith(st, Ops.ADD, x, y, site);
    }

    static LuaValue sub(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
            return LuaInteger.valueOf((long) m.v - n.v);
        }
        if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
            return LuaDouble.valueOf(m.todouble() - n.todouble());
        }
        return arith(st, Ops.SUB, x, y, site);
    }

    static LuaValue mul(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n && m.v > 0 && n.v > 0) {
            return LuaInteger.valueOf((long) m.v * n.v);
        }
        if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
            return LuaDouble.valueOf(m.todouble() * n.todouble());
        }
        return arith(st, Ops.MUL, x, y, site);
    }

    static LuaValue mod(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n && n.v > 0) {
            return LuaInteger.valueOf(Math.floorMod(m.v, n.v));
        }
        return arith(st, Ops.MOD, x, y, site);
    }

    static LuaValue div(LuaState st, LuaValue x, LuaValue y, int site) {
        return arith(st, Ops.DIV, x, y, site);
    }

    static LuaValue pow(LuaState st, LuaValue x, LuaValue y, int site) {
        return arith(st, Ops.POW, x, y, site);
    }

    private static LuaValue arith(LuaState st, int op, LuaValue x, LuaValue y, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.arith(st, op, x, y);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, y);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static LuaValue negate(LuaState st, LuaValue x, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.negate(st, x);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static LuaValue not(LuaValue x) {
        return truthy(x) ? LuaValue.FALSE : LuaValue.TRUE;
    }

    static boolean truthy(LuaValue x) {
        return x != NIL && x != LuaValue.FALSE && x.toboolean();
    }

    static LuaValue length(LuaState st, LuaValue x, int site) {
        if (x instanceof Table t && t.hasNoMeta()) {
            return LuaInteger.valueOf(t.rawlen());
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.length(st, x);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static LuaValue concat(LuaState st, LuaValue[] parts, int first, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.concat(st, parts, 0, parts.length - 1);
        } catch (LuaError e) {
            if (e instanceof OperandError o && o.register >= 0) {
                o.register += first;
            }
            throw Faults.compiled(e, cs, d, null, null);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static boolean equal(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x == y && !(x instanceof LuaDouble)) {
            return true;
        }
        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
            return m.v == n.v;
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        boolean v;
        try {
            v = Ops.equal(st, x, y);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, y);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    static boolean less(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
            return m.v < n.v;
        }
        if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
            return m.todouble() < n.todouble();
        }
        return compare(st, true, x, y, site);
    }

    static boolean lessEqual(LuaState st, LuaValue x, LuaValue y, int site) {
        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
            return m.v <= n.v;
        }
        if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
            return m.todouble() <= n.todouble();
        }
        return compare(st, false, x, y, site);
    }

    private static boolean compare(LuaState st, boolean strict, LuaValue x, LuaValue y, int site) {
        CallStack cs = st.stack;
        int d = cs.push(site);
        boolean v;
        try {
            v = strict ? Ops.less(st, x, y) : Ops.lessEqual(st, x, y);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, y);
        } catch (StackOverflowError e) {
            throw Faults.overflow(cs, d);
        }
        cs.depth = d;
        return v;
    }

    /** A {@code for}'s initial value, limit or step, with strings read as numbers. */
    static LuaValue forNumber(LuaState st, LuaValue x, String what, int site) {
        if (x instanceof LuaInteger) {
            return x;
        }
        CallStack cs = st.stack;
        int d = cs.push(site);
        LuaValue v;
        try {
            v = Ops.forNumber(x, what);
        } catch (LuaError e) {
            throw Faults.compiled(e, cs, d, x, null);
        }
        cs.depth = d;
        return v;
    }

    static boolean forEnter(LuaValue start, LuaValue limit, LuaValue step) {
        double x = start.todouble();
        double s = step.todouble();
        // As PUC, which subtracts the step before the loop and adds it again.
        x = x - s + s;
        return s > 0 ? x <= limit.todouble() : limit.todouble() <= x;
    }

    static LuaValue forStart(LuaValue start, LuaValue step) {
        if (start instanceof LuaInteger && step instanceof LuaInteger) {
            return start;
        }
        double s = step.todouble();
        return LuaDouble.valueOf(start.todouble() - s + s);
    }

    /** The next value of a {@code for}, null at its end. */
    static LuaValue forNext(LuaValue i, LuaValue limit, LuaValue step) {
        if (i instanceof LuaInteger x && limit instanceof LuaInteger l
                && step instanceof LuaInteger s) {
            long next = (long) x.v + s.v;
            return (s.v > 0 ? next <= l.v : next >= l.v) ? LuaInteger.valueOf((int) next) : null;
        }
        double s = step.todouble();
        double next = i.todouble() + s;
        double l = limit.todouble();
        return (s > 0 ? next <= l : l <= next) ? LuaDouble.valueOf(next) : null;
    }

    static void setList(LuaValue table, LuaValue[] values, Varargs rest, int offset) {
        Table t = (Table) table;
        int n = rest == null ? 0 : rest.narg();
        t.presize(offset + values.length + n);
        for (int i = n; i > 0; i--) {
            t.rawset(offset + values.length + i, rest.arg(i));
        }
        for (int i = 0; i < values.length; i++) {
            t.rawset(offset + i + 1, values[i]);
        }
    }
}
