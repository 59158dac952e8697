package dev.socketley.lua;

import org.luaj.vm2.Lua;

/** What one instruction makes of the {@link Kinds} of registers. */
final class Effect {
    private static final long INT_MAX = Integer.MAX_VALUE;
    private static final long INT_MIN = Integer.MIN_VALUE;

    private final Kinds kinds;
    private final Flow flow;
    private final int pc;
    private final Kinds.Registry s;
    private final int a;

    Effect(Kinds kinds, Flow flow, int pc, Kinds.Registry s) {
        this.kinds = kinds;
        this.flow = flow;
        this.pc = pc;
        this.s = s;
        a = flow.a(pc);
    }

    void apply() {
        int b = flow.b(pc);
        switch (flow.op(pc)) {
            case Lua.OP_MOVE -> {
                Kinds.copy(s, b, a);
                keepCell(a);
            }
            case Lua.OP_LOADK -> constant(Lua.GETARG_Bx(flow.code[pc]));
            case Lua.OP_LOADKX -> constant(flow.code[pc + 1] >>> 6);
            case Lua.OP_LOADBOOL, Lua.OP_NEWTABLE, Lua.OP_NOT -> set(a, Kinds.OTHER);
            case Lua.OP_CLOSURE -> set(a, kinds.startsItself(pc, a) ? Kinds.CELL : Kinds.OTHER);
            case Lua.OP_LOADNIL -> {
                for (int r = a; r <= a + b; r++) {
                    set(r, Kinds.OTHER);
                }
            }
            case Lua.OP_SELF -> {
                set(a + 1, Kinds.REF);
                set(a, Kinds.REF);
            }
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW ->
                arithmetic();
            case Lua.OP_UNM -> negate();
            case Lua.OP_LEN -> {
                if (speculates()) {
                    integer(0, INT_MAX);
                } else {
                    set(a, Kinds.REF);
                }
            }
            case Lua.OP_GETTABLE -> set(a, readsDouble() ? Kinds.DOUBLE : Kinds.REF);
            case Lua.OP_TFORLOOP -> set(a, Kinds.REF);
            case Lua.OP_FORPREP -> forPrepare();
            case Lua.OP_FORLOOP -> forLoop();
            default -> new Registers(flow, pc).writes((from, to) -> {
                for (int r = from; r <= to; r++) {
                    set(r, Kinds.REF);
                }
            });
        }
    }

    private void keepCell(int r) {
        if (flow.cell(pc, r)) {
            s.set(r, Kinds.CELL);
        }
    }

    private void set(int r, byte kind) {
        s.set(r, flow.cell(pc, r) ? Kinds.CELL : kind);
    }

    private void integer(long low, long high) {
        s.integer(a, low, high);
        keepCell(a);
    }

    private void constant(int index) {
        Kinds.constant(s, a, flow.p.k[index]);
        keepCell(a);
    }

    /** Whether the result is wanted as a number, and has always been one so far. */
    private boolean speculates() {
        return kinds.trusts(pc) && flow.wanted[flow.next(pc)[0]].get(a) && !flow.cell(pc, a);
    }

    private boolean readsDouble() {
        Kinds.Registry key = kinds.operand(s, flow.c(pc));
        return key.isNumber(0) && speculates();
    }

    private void arithmetic() {
        Kinds.Registry x = kinds.operand(s, flow.b(pc));
        Kinds.Registry y = kinds.operand(s, flow.c(pc));
        boolean known = x.isNumber(0) && y.isNumber(0);
        boolean possible = x.kind[0] != Kinds.OTHER && y.kind[0] != Kinds.OTHER;
        if (!known && !(possible && speculates())) {
            set(a, Kinds.REF);
        } else if (x.kind[0] == Kinds.INT && y.kind[0] == Kinds.INT) {
            whole(x.low[0], x.high[0], y.low[0], y.high[0]);
        } else {
            set(a, Kinds.DOUBLE);
        }
    }

    private void whole(long xl, long xh, long yl, long yh) {
        switch (flow.op(pc)) {
            case Lua.OP_ADD -> exact(xl + yl, xh + yh);
            case Lua.OP_SUB -> exact(xl - yh, xh - yl);
            case Lua.OP_MUL -> {
                // Zero times a negative number is minus zero, which only a double can be.
                if (xl >= 0 && yl >= 0 && Math.multiplyHigh(xh, yh) == 0 && xh * yh >= 0) {
                    exact(xl * yl, xh * yh);
                } else {
                    set(a, Kinds.DOUBLE);
                }
            }
            case Lua.OP_MOD -> {
                // Beyond ints PUC's way with doubles need not be exact.
                if (yl > 0 && yh <= INT_MAX && xl >= INT_MIN && xh <= INT_MAX) {
                    integer(0, xl >= 0 ? Math.min(xh, yh - 1) : yh - 1);
                } else {
                    set(a, Kinds.DOUBLE);
                }
            }
            default -> set(a, Kinds.DOUBLE);
        }
    }

    private void exact(long low, long high) {
        if (low >= -Kinds.EXACT_MAX && high <= Kinds.EXACT_MAX) {
            integer(low, high);
        } else {
            set(a, Kinds.DOUBLE);
        }
    }

    private void negate() {
        Kinds.Registry x = kinds.operand(s, flow.b(pc));
        if (x.kind[0] == Kinds.INT && (x.low[0] > 0 || x.high[0] < 0)) {
            integer(-x.high[0], -x.low[0]);
        } else if (x.isNumber(0) || x.kind[0] != Kinds.OTHER && speculates()) {
            set(a, Kinds.DOUBLE);
        } else {
            set(a, Kinds.REF);
        }
    }

    /** A loop whose step is a whole number that is known, and whose bounds are taken to be ints. */
    static boolean countsWhole(Kinds kinds, Kinds.Registry s, int pc, int a) {
        boolean step = s.kind[a + 2] == Kinds.INT && s.low[a + 2] == s.high[a + 2]
            && s.low[a + 2] != 0 && Math.abs(s.low[a + 2]) <= INT_MAX;
        return step && canBeInt(kinds, s, pc, a) && canBeInt(kinds, s, pc, a + 1);
    }

    private static boolean canBeInt(Kinds kinds, Kinds.Registry s, int pc, int r) {
        return s.kind[r] == Kinds.INT ? isInt(s, r)
            : s.kind[r] != Kinds.OTHER && s.kind[r] != Kinds.CELL && kinds.trusts(pc);
    }

    static boolean isInt(Kinds.Registry s, int r) {
        return s.kind[r] == Kinds.INT && s.low[r] >= INT_MIN && s.high[r] <= INT_MAX;
    }

    static boolean countsDoubles(Kinds kinds, Kinds.Registry s, int pc, int a) {
        for (int r = a; r < a + 3; r++) {
            if (!s.isNumber(r) && (s.kind[r] == Kinds.OTHER || !kinds.trusts(pc))) {
                return false;
            }
        }
        return true;
    }

    private void forPrepare() {
        if (countsWhole(kinds, s, pc, a)) {
            boolean limitKnown = s.kind[a + 1] == Kinds.INT;
            boolean startKnown = s.kind[a] == Kinds.INT;
            if (!limitKnown) {
                s.integer(a + 1, INT_MIN, INT_MAX);
            }
            if (!startKnown) {
                s.integer(a, INT_MIN, INT_MAX);
            }
            counter(s.low[a], s.high[a]);
        } else {
            byte kind = countsDoubles(kinds, s, pc, a) ? Kinds.DOUBLE : Kinds.REF;
            for (int r = a; r <= a + 3; r++) {
                set(r, kind);
            }
        }
    }

    /** The loop's variable, between where it starts and where it ends. */
    private void counter(long startLow, long startHigh) {
        if (s.low[a + 2] > 0) {
            s.integer(a, startLow, Math.max(startLow, s.high[a + 1]));
        } else {
            s.integer(a, Math.min(startHigh, s.low[a + 1]), startHigh);
        }
        Kinds.copy(s, a, a + 3);
    }

    private void forLoop() {
        if (isInt(s, a) && isInt(s, a + 1) && countsWhole(kinds, s, pc, a)) {
            counter(s.low[a], s.high[a]);
        } else {
            boolean numbers = s.isNumber(a) && s.isNumber(a + 1) && s.isNumber(a + 2);
            set(a, numbers ? Kinds.DOUBLE : Kinds.REF);
            set(a + 3, numbers ? Kinds.DOUBLE : Kinds.REF);
        }
    }
}
