package dev.socketley.lua;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;

/**
 * How compiled code holds each register at each instruction: as a whole number with known bounds,
 * as a double, as a value, or in a cell.
 *
 * <p>Where a number is wanted, a value of unknown kind is taken for one; if it is none when the code
 * runs, the interpreter goes on there. Instructions where that happened too often are distrusted.
 */
final class Kinds {
    static final byte NONE = 0;
    /** A whole number, held as {@code long}, never minus zero. */
    static final byte INT = 1;
    static final byte DOUBLE = 2;
    /** Any value, nothing known. */
    static final byte REF = 3;
    static final byte CELL = 4;
    /** A value that is no number. */
    static final byte OTHER = 5;
    /** Sometimes a number and sometimes not. */
    static final byte MIXED = 6;
    static final long EXACT_MAX = 1L << 53;
    private static final int VISITS_MAX = 4;
    private static final int PASSES_MAX = 8;

    /** What is known of all registers at one place. */
    static final class Registry {
        final byte[] kind;
        final long[] low;
        final long[] high;

        Registry(int count) {
            kind = new byte[count];
            low = new long[count];
            high = new long[count];
        }

        Registry copy() {
            Registry c = new Registry(kind.length);
            System.arraycopy(kind, 0, c.kind, 0, kind.length);
            System.arraycopy(low, 0, c.low, 0, kind.length);
            System.arraycopy(high, 0, c.high, 0, kind.length);
            return c;
        }

        void set(int r, byte k) {
            kind[r] = k;
        }

        void integer(int r, long from, long to) {
            kind[r] = INT;
            low[r] = from;
            high[r] = to;
        }

        boolean isNumber(int r) {
            return kind[r] == INT || kind[r] == DOUBLE;
        }
    }

    private final Flow flow;
    private final LuaValue[] constants;
    private final BitSet distrusted;
    private final Registry[] before;
    private final Registry[] after;
    private final int[] visits;
    private final BitSet headers = new BitSet();
    /**
     * Registers that come to a loop as values and are found to be numbers in it. What follows the loop's
     * beginning must not have seen the values first, so all is solved anew once they are known.
     */
    private final BitSet[] numbers;
    private boolean found;
    private final Deque<Integer> work = new ArrayDeque<>();
    private final int count;

    Kinds(Flow flow, BitSet distrusted) {
        this.flow = flow;
        this.distrusted = distrusted;
        constants = flow.p.k;
        before = new Registry[flow.count + 1];
        after = new Registry[flow.count];
        visits = new int[flow.count + 1];
        numbers = new BitSet[flow.count + 1];
        count = flow.p.maxstacksize + 4;
        for (int pc = flow.reached.nextSetBit(0); pc >= 0; pc = flow.reached.nextSetBit(pc + 1)) {
            for (int n : flow.next(pc)) {
                if (n <= pc) {
                    headers.set(n);
                    numbers[n] = new BitSet();
                }
            }
        }
    }

    /** Solves for a function entered at its start. */
    Kinds fromStart() {
        return from(0, atStart());
    }

    /** What is known when a function begins. */
    Registry atStart() {
        Registry start = new Registry(count);
        Arrays.fill(start.kind, REF);
        return start;
    }

    /** Solves for a function entered at {@code pc} with these registers. */
    Kinds from(int pc, Registry registers) {
        found = true;
        for (int pass = 0; found && pass < PASSES_MAX; pass++) {
            found = false;
            Arrays.fill(before, null);
            Arrays.fill(after, null);
            Arrays.fill(visits, 0);
            solve(pc, registers);
        }
        return this;
    }

    private void solve(int pc, Registry registers) {
        meet(pc, registers);
        while (!work.isEmpty()) {
            int at = work.poll();
            Registry out = before[at].copy();
            new Effect(this, flow, at, out).apply();
            after[at] = out;
            for (int n : flow.next(at)) {
                meet(n, edge(at, n, out));
            }
        }
    }

    /** What an interpreter's frame holds now, widened to what it may hold another time. */
    static Registry seen(LuaValue[] frame, int[] code, int at) {
        Registry s = new Registry(frame.length + 4);
        for (int r = 0; r < frame.length; r++) {
            if (frame[r] instanceof LuaInteger n) {
                s.integer(r, n.v > 0 ? 1 : n.v == 0 ? 0 : Integer.MIN_VALUE, Integer.MAX_VALUE);
            } else {
                s.set(r, frame[r] instanceof LuaDouble ? DOUBLE : REF);
            }
        }
        for (int pc = at; pc < code.length; pc++) {
            int step = (code[pc] >>> 6 & 0xff) + 2;
            if ((code[pc] & 0x3f) == Lua.OP_FORLOOP && pc + 1 + Lua.GETARG_sBx(code[pc]) <= at
                    && frame[step] instanceof LuaInteger n) {
                s.integer(step, n.v, n.v);
            }
        }
        return s;
    }

    /** What an instruction leaves behind on one of its ways out. */
    Registry along(int pc, int to) {
        return edge(pc, to, after[pc]);
    }

    private Registry edge(int pc, int to, Registry out) {
        if (flow.op(pc) == Lua.OP_TESTSET && to == flow.jump(pc + 1) && !flow.cell(pc, flow.a(pc))) {
            Registry moved = out.copy();
            copy(moved, flow.b(pc), flow.a(pc));
            if (to == pc + 2) {
                // Both ways lead there.
                moved.kind[flow.a(pc)] = MIXED;
            }
            return moved;
        }
        return out;
    }

    static void copy(Registry s, int from, int to) {
        s.kind[to] = s.kind[from] == CELL ? REF : s.kind[from];
        s.low[to] = s.low[from];
        s.high[to] = s.high[from];
    }

    private void meet(int pc, Registry in) {
        Registry old = before[pc];
        boolean changed = old == null;
        if (old == null) {
            before[pc] = old = new Registry(count);
        }
        BitSet live = flow.live[pc];
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            changed |= join(pc, r, old, in);
        }
        if (changed) {
            work.add(pc);
        }
    }

    private boolean join(int pc, int r, Registry old, Registry in) {
        byte a = old.kind[r];
        byte b = in.kind[r];
        byte joined = flow.cell(pc, r) ? CELL : kind(pc, r, a, b);
        long low = Math.min(old.low[r], in.low[r]);
        long high = Math.max(old.high[r], in.high[r]);
        if (a != INT || joined != INT) {
            low = in.low[r];
            high = in.high[r];
        }
        if (joined == INT && a == INT && (low < old.low[r] || high > old.high[r])
                && ++visits[pc] > VISITS_MAX) {
            joined = DOUBLE;
        }
        boolean changed = joined != a
            || joined == INT && (low != old.low[r] || high != old.high[r]);
        old.kind[r] = joined;
        old.low[r] = low;
        old.high[r] = high;
        return changed;
    }

    private byte kind(int pc, int r, byte a, byte b) {
        if (a == NONE && b == REF && headers.get(pc) && (numbers[pc].get(r) || onlyNumber(pc, r))) {
            return DOUBLE;
        }
        if (a == NONE || a == b) {
            return b == CELL ? REF : b;
        }
        if ((a == INT || a == DOUBLE) && (b == INT || b == DOUBLE)) {
            return DOUBLE;
        }
        boolean maybe = (a == REF || a == INT || a == DOUBLE) && (b == REF || b == INT || b == DOUBLE);
        if (!maybe || !headers.get(pc) || !flow.wanted[pc].get(r) || !trusts(pc)) {
            return MIXED;
        }
        if (!numbers[pc].get(r)) {
            numbers[pc].set(r);
            found = true;
        }
        return DOUBLE;
    }

    /** Whether a loop and what follows it wants a register as a number and not otherwise. */
    private boolean onlyNumber(int pc, int r) {
        return flow.wanted[pc].get(r) && !flow.unconverted[pc].get(r) && trusts(pc);
    }

    boolean trusts(int pc) {
        return !distrusted.get(pc);
    }

    boolean isReached(int pc) {
        return before[pc] != null;
    }

    Registry before(int pc) {
        return before[pc];
    }

    byte before(int pc, int register) {
        return before[pc].kind[register];
    }

    byte after(int pc, int register) {
        return after[pc].kind[register];
    }

    /** What is known of a register or constant that an instruction reads. */
    Registry operand(Registry s, int operand) {
        Registry one = new Registry(1);
        if (operand > 255) {
            constant(one, 0, constants[operand & 0xff]);
        } else {
            one.kind[0] = s.kind[operand] == CELL ? REF : s.kind[operand];
            one.low[0] = s.low[operand];
            one.high[0] = s.high[operand];
        }
        return one;
    }

    static void constant(Registry s, int r, LuaValue v) {
        if (v instanceof LuaInteger i) {
            s.integer(r, i.v, i.v);
        } else if (v instanceof LuaDouble d) {
            double x = d.todouble();
            if (x == Math.rint(x) && Math.abs(x) <= EXACT_MAX && x != 0) {
                s.integer(r, (long) x, (long) x);
            } else {
                s.set(r, DOUBLE);
            }
        } else {
            s.set(r, OTHER);
        }
    }

    static boolean isReference(byte kind) {
        return kind >= REF && kind != CELL;
    }

    /** Whether this is the CLOSURE of a {@code local function} that captures itself. */
    boolean startsItself(int pc, int register) {
        return flow.op(pc) == Lua.OP_CLOSURE && register == flow.a(pc)
            && !flow.cell(pc, register) && flow.capturesItself(pc);
    }
}
