package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The iterators of {@code pairs} and {@code ipairs}, which a {@code for} does not call but steps.
 * <b>Thread:</b> the state's.
 */
final class Iteration {
    private static final LuaValue NIL = LuaValue.NIL;

    private final LuaFunction next;
    private final LuaFunction step;

    Iteration(LuaFunction next, LuaFunction step) {
        this.next = next;
        this.step = step;
    }

    /**
     * Steps the iterator in {@code r[a]} over the table in {@code r[a + 1]}, into {@code want}
     * registers from {@code a + 3} on; false, and nothing done, if it is no iterator of ours.
     */
    boolean advance(LuaValue[] r, int a, int want) {
        LuaValue f = r[a];
        if (f != next && f != step || !(r[a + 1] instanceof Table t)) {
            return false;
        }
        boolean found = f == next ? t.nextInto(r, a + 3, r[a + 2]) : index(t, r, a + 3, r[a + 2]);
        for (int i = found ? 2 : 0; i < want; i++) {
            r[a + 3 + i] = NIL;
        }
        return true;
    }

    /** The place of the table's entry that comes next; negative if there is none, or if not sure. */
    int place(LuaValue f, Table t, LuaValue control) {
        if (t.rest != null) {
            return -1;
        }
        if (f == next) {
            return t.placeBehind(control);
        }
        return f == step && control instanceof LuaInteger i && i.v >= 0 && i.v < t.room()
            && !t.isNilAt(i.v + 1) ? i.v : -1;
    }

    /** What the iterator gives; null if it is none of ours, or fails and should be called to say so. */
    Varargs step(LuaValue f, Table t, LuaValue control) {
        if (f == next) {
            try {
                return t.next(control);
            } catch (LuaError e) {
                return null;
            }
        }
        if (f != step || !(control instanceof LuaInteger i)) {
            return null;
        }
        LuaValue v = t.rawget(i.v + 1);
        return v == NIL ? NIL : LuaValue.varargsOf(LuaInteger.valueOf(i.v + 1), v);
    }

    private static boolean index(Table t, LuaValue[] r, int at, LuaValue control) {
        int i = control instanceof LuaInteger n ? n.v + 1 : control.toint() + 1;
        LuaValue v = t.rawget(i);
        if (v == NIL) {
            return false;
        }
        r[at] = LuaInteger.valueOf(i);
        r[at + 1] = v;
        return true;
    }
}
