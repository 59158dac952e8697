package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;
import org.luaj.vm2.Lua;

/** Writes instructions on numbers: unboxed where {@link Kinds} says so, else through {@link HotOps}. */
abstract class Arithmetic extends Emitter {
    private static final String[] BOXED = {"add", "sub", "mul", "div", "mod", "pow"};
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    /** Of a run of rounds, in local variables: the counter's value at its beginning and at its end. */
    private static final int BEGUN = 0;
    private static final int BOUND = 1;

    private final Map<Integer, int[]> runs = new HashMap<>();

    Arithmetic(Unit unit, CodeBuilder cb) {
        super(unit, cb);
    }

    void arithmetic(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        int c = flow.c(pc);
        byte result = kinds.after(pc, a);
        if (result == Kinds.INT) {
            whole(pc, b, c);
            store(pc, a, Kinds.INT);
        } else if (result == Kinds.DOUBLE || isNumber(pc, b) && isNumber(pc, c)) {
            needNumber(pc, b);
            needNumber(pc, c);
            loadDouble(pc, b);
            loadDouble(pc, c);
            real(flow.op(pc));
            store(pc, a, Kinds.DOUBLE);
        } else {
            cb.aload(ST);
            loadOperand(pc, b);
            loadOperand(pc, c);
            site(cb, pc);
            call(OPS, BOXED[flow.op(pc) - Lua.OP_ADD], VALUE, STATE, VALUE, VALUE, INT);
            store(pc, a);
        }
    }

    private void whole(int pc, int b, int c) {
        loadLong(pc, b);
        boolean small = flow.op(pc) == Lua.OP_MOD;
        if (small) {
            cb.l2i();
        }
        loadLong(pc, c);
        switch (flow.op(pc)) {
            case Lua.OP_ADD -> cb.ladd();
            case Lua.OP_SUB -> cb.lsub();
            case Lua.OP_MUL -> cb.lmul();
            default -> {
                cb.l2i();
                if (kinds.operand(kinds.before(pc), b).low[0] >= 0) {
                    cb.irem();
                } else {
                    call(MATH, "floorMod", INT, INT, INT);
                }
                cb.i2l();
            }
        }
    }

    private void real(int op) {
        switch (op) {
            case Lua.OP_ADD -> cb.dadd();
            case Lua.OP_SUB -> cb.dsub();
            case Lua.OP_MUL -> cb.dmul();
            case Lua.OP_DIV -> cb.ddiv();
            case Lua.OP_MOD -> call(OPS, "mod", REAL, REAL, REAL);
            default -> call(OPS, "pow", REAL, REAL, REAL);
        }
    }

    void negate(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        byte result = kinds.after(pc, a);
        if (result == Kinds.INT) {
            loadLong(pc, b);
            cb.lneg();
            store(pc, a, Kinds.INT);
        } else if (result == Kinds.DOUBLE || isNumber(pc, b)) {
            needNumber(pc, b);
            loadDouble(pc, b);
            cb.dneg();
            store(pc, a, Kinds.DOUBLE);
        } else {
            cb.aload(ST);
            load(pc, b);
            site(cb, pc);
            call(OPS, "negate", VALUE, STATE, VALUE, INT);
            store(pc, a);
        }
    }

    void length(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        if (kinds.after(pc, a) == Kinds.INT) {
            load(pc, b);
            call(OPS, "isPlain", BOOLEAN, VALUE);
            cb.ifeq(exit(pc));
            load(pc, b);
            call(OPS, "length", LONG, VALUE);
            store(pc, a, Kinds.INT);
        } else {
            cb.aload(ST);
            load(pc, b);
            site(cb, pc);
            call(OPS, "length", VALUE, STATE, VALUE, INT);
            store(pc, a);
        }
    }

    /** EQ, LT or LE, with the jump that follows. */
    void compare(int pc) {
        int b = flow.b(pc);
        int c = flow.c(pc);
        boolean wanted = flow.a(pc) != 0;
        Label taken = branch(pc, flow.jump(pc + 1));
        if (kindOf(pc, b) == Kinds.INT && kindOf(pc, c) == Kinds.INT) {
            loadLong(pc, b);
            loadLong(pc, c);
            cb.lcmp();
            jumpIf(flow.op(pc), wanted, taken);
        } else if (isNumber(pc, b) && isNumber(pc, c)) {
            loadDouble(pc, b);
            loadDouble(pc, c);
            cb.dcmpg();
            jumpIf(flow.op(pc), wanted, taken);
        } else {
            compareValues(pc, b, c);
            if (wanted) {
                cb.ifne(taken);
            } else {
                cb.ifeq(taken);
            }
        }
        follow(pc, pc + 2);
    }

    private void jumpIf(int op, boolean wanted, Label taken) {
        switch (op) {
            case Lua.OP_EQ -> {
                if (wanted) {
                    cb.ifeq(taken);
                } else {
                    cb.ifne(taken);
                }
            }
            case Lua.OP_LT -> {
                if (wanted) {
                    cb.iflt(taken);
                } else {
                    cb.ifge(taken);
                }
            }
            default -> {
                if (wanted) {
                    cb.ifle(taken);
                } else {
                    cb.ifgt(taken);
                }
            }
        }
    }

    private void compareValues(int pc, int b, int c) {
        boolean left = isNumber(pc, b);
        boolean right = isNumber(pc, c);
        if (flow.op(pc) == Lua.OP_EQ) {
            equal(pc, left ? c : b, left ? b : c, left || right);
            return;
        }
        cb.aload(ST);
        if (left) {
            loadDouble(pc, b);
        } else {
            loadOperand(pc, b);
        }
        if (right) {
            loadDouble(pc, c);
        } else {
            loadOperand(pc, c);
        }
        site(cb, pc);
        call(OPS, flow.op(pc) == Lua.OP_LT ? "less" : "lessEqual", BOOLEAN, STATE,
            left ? REAL : VALUE, right ? REAL : VALUE, INT);
    }

    private void equal(int pc, int value, int other, boolean number) {
        if (number) {
            loadOperand(pc, value);
            loadDouble(pc, other);
            call(OPS, "equal", BOOLEAN, VALUE, REAL);
        } else if (isIdentity(value) || isIdentity(other)) {
            loadOperand(pc, value);
            loadOperand(pc, other);
            call(OPS, "same", BOOLEAN, VALUE, VALUE);
        } else {
            cb.aload(ST);
            loadOperand(pc, value);
            loadOperand(pc, other);
            site(cb, pc);
            call(OPS, "equal", BOOLEAN, STATE, VALUE, VALUE, INT);
        }
    }

    /** Whether an operand is a constant that equals only itself: nil, true or false. */
    private boolean isIdentity(int operand) {
        return operand > 255 && (constants.value(operand & 0xff).isnil()
            || constants.value(operand & 0xff).isboolean());
    }

    void forPrepare(int pc) {
        int a = flow.a(pc);
        Kinds.Registry s = kinds.before(pc);
        if (Effect.countsWhole(kinds, s, pc, a)) {
            countWhole(pc, a, s.low[a + 2]);
        } else if (Effect.countsDoubles(kinds, s, pc, a)) {
            countDoubles(pc, a);
        } else {
            countValues(pc, a);
        }
    }

    private void countWhole(int pc, int a, long step) {
        boolean up = step > 0;
        byte limitKind = kindOf(pc, a + 1);
        int limit = cb.allocateLocal(TypeKind.LONG);
        if (limitKind == Kinds.INT) {
            loadLong(pc, a + 1);
            cb.lstore(limit);
        } else {
            loadRaw(limitKind, a + 1);
            cb.loadConstant(up ? 1 : 0);
            call(OPS, "limit", LONG, limitKind == Kinds.DOUBLE ? REAL : VALUE, BOOLEAN);
            cb.lstore(limit).lload(limit).loadConstant(Long.MIN_VALUE).lcmp();
            cb.ifeq(exit(pc));
        }
        start(pc, a);
        cb.dup2();
        store(pc, a, Kinds.INT);
        cb.lload(limit).lcmp();
        // The loop's own registers are not seen by anyone before its body runs.
        Label none = branch(pc, flow.jump(pc) + 1);
        if (up) {
            cb.ifgt(none);
        } else {
            cb.iflt(none);
        }
        cb.lload(limit);
        store(pc, a + 1, Kinds.INT);
        cb.loadConstant(step);
        store(pc, a + 2, Kinds.INT);
        loadRaw(Kinds.INT, a);
        store(pc, a + 3, Kinds.INT);
        if (isTight(flow.jump(pc))) {
            beginRun(flow.jump(pc), a, step);
        }
        follow(pc, pc + 1);
    }

    /**
     * Whether the loop that ends at {@code pc} has nothing but rounds: their number is then taken from
     * its counter, a run of them at a time, and the JVM sees a loop with one condition.
     */
    private boolean isTight(int pc) {
        if (!countsRuns() || !kinds.isReached(pc) || kinds.after(pc, flow.a(pc)) != Kinds.INT
                || converts(pc, flow.jump(pc))) {
            return false;
        }
        for (int at = flow.reached.nextSetBit(flow.jump(pc)); at >= 0 && at < pc;
                at = flow.reached.nextSetBit(at + 1)) {
            for (int next : flow.next(at)) {
                if (next <= at || next > pc) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether loops are entered through their beginning, or {@link #resumeRun}. */
    boolean countsRuns() {
        return true;
    }

    private int[] run(int pc) {
        return runs.computeIfAbsent(pc, at -> new int[] {
            cb.allocateLocal(TypeKind.LONG), cb.allocateLocal(TypeKind.LONG)});
    }

    /** From here on as many rounds as may pass until the next report. */
    private void beginRun(int pc, int a, long step) {
        int[] run = run(pc);
        loadRaw(Kinds.INT, a);
        cb.dup2().lstore(run[BEGUN]);
        roundsLeft();
        cb.i2l().loadConstant(step).lmul().ladd();
        loadRaw(Kinds.INT, a + 1);
        call(MATH, step > 0 ? "min" : "max", LONG, LONG, LONG);
        cb.lstore(run[BOUND]);
    }

    /** Where a tight loop is entered in its midst: the next round begins a run. */
    final void resumeRun(int entry) {
        for (int pc = entry; pc < flow.count; pc++) {
            if (flow.op(pc) == Lua.OP_FORLOOP && flow.jump(pc) <= entry) {
                if (isTight(pc)) {
                    int[] run = run(pc);
                    loadRaw(Kinds.INT, flow.a(pc));
                    cb.dup2().lstore(run[BEGUN]).lstore(run[BOUND]);
                }
                return;
            }
        }
    }

    /** With the counter's next value on the JVM's stack. */
    private void tightLoop(int pc, int a, long step) {
        int[] run = run(pc);
        Label body = label(flow.jump(pc));
        Label done = cb.newLabel();
        cb.lload(run[BOUND]).lcmp();
        if (step > 0) {
            cb.ifle(body);
        } else {
            cb.ifge(body);
        }
        loadRaw(Kinds.INT, a);
        loadRaw(Kinds.INT, a + 1);
        cb.lcmp();
        if (step > 0) {
            cb.ifgt(done);
        } else {
            cb.iflt(done);
        }
        countRun(a, run, step, 0);
        reportRounds(pc);
        beginRun(pc, a, step);
        cb.goto_(body);
        cb.labelBinding(done);
        countRun(a, run, step, step);
    }

    private void countRun(int a, int[] run, long step, long beyond) {
        roundsLeft();
        loadRaw(Kinds.INT, a);
        cb.lload(run[BEGUN]).lsub().loadConstant(beyond).lsub().loadConstant(step).ldiv().l2i();
        cb.isub();
        setRoundsLeft();
    }

    /** Pushes a loop's first value, which must be an int. */
    private void start(int pc, int a) {
        byte kind = kindOf(pc, a);
        loadRaw(kind, a);
        if (kind == Kinds.DOUBLE) {
            call(OPS, "isInt", BOOLEAN, REAL);
            cb.ifeq(exit(pc));
            loadRaw(kind, a);
            cb.d2l();
        } else if (kind != Kinds.INT) {
            call(OPS, "isInt", BOOLEAN, VALUE);
            cb.ifeq(exit(pc));
            loadRaw(kind, a);
            call(OPS, "whole", LONG, VALUE);
        }
    }

    private void countDoubles(int pc, int a) {
        for (int r = a; r < a + 3; r++) {
            needNumber(pc, r);
        }
        for (int r = a; r < a + 3; r++) {
            loadDouble(pc, r);
            store(pc, r, Kinds.DOUBLE);
        }
        loadRaw(Kinds.DOUBLE, a);
        loadRaw(Kinds.DOUBLE, a + 2);
        cb.dsub();
        loadRaw(Kinds.DOUBLE, a + 2);
        cb.dadd().dup2();
        store(pc, a, Kinds.DOUBLE);
        store(pc, a + 3, Kinds.DOUBLE);
        loadRaw(Kinds.DOUBLE, a);
        loadRaw(Kinds.DOUBLE, a + 1);
        loadRaw(Kinds.DOUBLE, a + 2);
        call(OPS, "forEnter", BOOLEAN, REAL, REAL, REAL);
        cb.ifeq(branch(pc, flow.jump(pc) + 1));
        follow(pc, pc + 1);
    }

    private void countValues(int pc, int a) {
        String[] names = {"initial", "limit", "step"};
        int[] slots = new int[3];
        for (int i = 0; i < 3; i++) {
            cb.aload(ST);
            load(pc, a + i);
            cb.ldc(names[i]);
            site(cb, pc);
            call(OPS, "forNumber", VALUE, STATE, VALUE,
                ConstantDescs.CD_String, INT);
            slots[i] = cb.allocateLocal(TypeKind.REFERENCE);
            cb.astore(slots[i]);
        }
        cb.aload(slots[0]).aload(slots[1]).aload(slots[2]);
        call(OPS, "forEnter", BOOLEAN, VALUE, VALUE, VALUE);
        cb.ifeq(branch(pc, flow.jump(pc) + 1));
        cb.aload(slots[0]).aload(slots[2]);
        call(OPS, "forStart", VALUE, VALUE, VALUE);
        cb.dup();
        store(pc, a);
        store(pc, a + 3);
        cb.aload(slots[1]);
        store(pc, a + 1);
        cb.aload(slots[2]);
        store(pc, a + 2);
        follow(pc, pc + 1);
    }

    void forLoop(int pc) {
        int a = flow.a(pc);
        Kinds.Registry s = kinds.before(pc);
        byte kind = kinds.after(pc, a);
        if (kind == Kinds.INT) {
            long step = s.low[a + 2];
            loadRaw(Kinds.INT, a);
            cb.loadConstant(step).ladd().dup2();
            store(pc, a, Kinds.INT);
            cb.dup2();
            store(pc, a + 3, Kinds.INT);
            if (isTight(pc)) {
                tightLoop(pc, a, step);
                follow(pc, pc + 1);
                return;
            }
            loadRaw(Kinds.INT, a + 1);
            cb.lcmp();
            Label again = branch(pc, flow.jump(pc));
            if (step > 0) {
                cb.ifle(again);
            } else {
                cb.ifge(again);
            }
        } else if (kind == Kinds.DOUBLE) {
            loadDouble(pc, a);
            loadDouble(pc, a + 2);
            cb.dadd().dup2();
            store(pc, a, Kinds.DOUBLE);
            store(pc, a + 3, Kinds.DOUBLE);
            loadRaw(Kinds.DOUBLE, a);
            loadDouble(pc, a + 1);
            loadDouble(pc, a + 2);
            call(OPS, "forEnter", BOOLEAN, REAL, REAL, REAL);
            cb.ifne(branch(pc, flow.jump(pc)));
        } else {
            load(pc, a);
            load(pc, a + 1);
            load(pc, a + 2);
            call(OPS, "forNext", VALUE, VALUE, VALUE, VALUE);
            cb.dup().dup();
            store(pc, a);
            store(pc, a + 3);
            cb.ifnonnull(branch(pc, flow.jump(pc)));
        }
        follow(pc, pc + 1);
    }
}
