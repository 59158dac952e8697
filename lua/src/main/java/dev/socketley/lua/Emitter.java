package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Writes one method: where registers live on the JVM, how values get there, and how control goes
 * from one Lua instruction to another. The instructions themselves are in {@link Translator}.
 */
abstract class Emitter {
    static final ClassDesc VALUE = LuaValue.class.describeConstable().orElseThrow();
    static final ClassDesc VALUES = VALUE.arrayType();
    static final ClassDesc VARARGS = Varargs.class.describeConstable().orElseThrow();
    static final ClassDesc BOOL =
        LuaBoolean.class.describeConstable().orElseThrow();
    static final ClassDesc TABLE = Table.class.describeConstable().orElseThrow();
    static final ClassDesc STATE = LuaState.class.describeConstable().orElseThrow();
    static final ClassDesc STACK = CallStack.class.describeConstable().orElseThrow();
    static final ClassDesc CLOSURE = Closure.class.describeConstable().orElseThrow();
    static final ClassDesc CELL = Closure.UpVal.class.describeConstable().orElseThrow();
    static final ClassDesc CODE = LuaCode.class.describeConstable().orElseThrow();
    static final ClassDesc BODY = Body.class.describeConstable().orElseThrow();
    static final ClassDesc CALLS = HotCalls.class.describeConstable().orElseThrow();
    static final ClassDesc OPS = HotOps.class.describeConstable().orElseThrow();
    static final ClassDesc VOID = ConstantDescs.CD_void;
    static final ClassDesc INT = ConstantDescs.CD_int;
    static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;
    static final ClassDesc LONG = ConstantDescs.CD_long;
    static final ClassDesc REAL = ConstantDescs.CD_double;
    static final int ST = 0;
    static final int SELF = 1;
    static final int PARAMS = 2;
    /** Where a method that enters a loop has the interpreter's frame. */
    static final int FRAME = 2;

    final Flow flow;
    final Kinds kinds;
    final Constants constants;
    private final int[] numbers;
    final CodeBuilder cb;
    final Exits exits;
    private final int[] values;
    private final int[] cells;
    private final int[] longs;
    private final int[] doubles;
    private final Label[] labels;
    private final Label[] leaving;
    private final Deque<Runnable> later = new ArrayDeque<>();
    private int from;
    private int to;
    private int polls = -1;
    private int stackSlot = -1;

    Emitter(Unit unit, CodeBuilder cb) {
        flow = unit.flow();
        kinds = unit.kinds();
        constants = unit.constants();
        numbers = unit.numbers();
        exits = unit.exits();
        this.cb = cb;
        values = slots();
        cells = slots();
        longs = slots();
        doubles = slots();
        labels = new Label[flow.count + 1];
        leaving = new Label[flow.count + 1];
        to = flow.count + 1;
    }

    private int[] slots() {
        int[] none = new int[flow.p.maxstacksize + 4];
        Arrays.fill(none, -1);
        return none;
    }

    /** Parameters are where the JVM puts them. */
    void useParameters() {
        for (int i = 0; i < flow.p.numparams; i++) {
            values[i] = PARAMS + i;
        }
    }

    Label label(int pc) {
        if (labels[pc] == null) {
            labels[pc] = pc >= from && pc < to ? cb.newLabel() : elsewhere(pc);
        }
        return labels[pc];
    }

    /** Only instructions {@code from} to {@code to - 1} are written. */
    void within(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** Where to jump in order to go on at an instruction that is written elsewhere. */
    Label elsewhere(int pc) {
        throw new IllegalStateException("instruction " + pc + " is nowhere");
    }

    /** The instruction that is written next, -1 for none. */
    int nextWritten(int pc) {
        int next = flow.reached.nextSetBit(pc);
        return next < to ? next : -1;
    }

    int firstWritten() {
        return nextWritten(from);
    }

    int site(int pc) {
        return Sites.site(numbers[pc / Sites.PC_MAX], pc % Sites.PC_MAX);
    }

    void site(CodeBuilder b, int pc) {
        b.loadConstant(site(pc));
    }

    private int slot(byte kind, int register) {
        int[] of = switch (kind) {
            case Kinds.INT -> longs;
            case Kinds.DOUBLE -> doubles;
            case Kinds.CELL -> cells;
            default -> values;
        };
        if (of[register] < 0) {
            of[register] = cb.allocateLocal(type(kind));
        }
        return of[register];
    }

    static TypeKind type(byte kind) {
        return switch (kind) {
            case Kinds.INT -> TypeKind.LONG;
            case Kinds.DOUBLE -> TypeKind.DOUBLE;
            default -> TypeKind.REFERENCE;
        };
    }

    /** Where the arguments beyond the parameters are. */
    abstract int rest();

    int slotOf(byte kind, int register) {
        return slot(kind, register);
    }

    void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... params) {
        cb.invokestatic(owner, name, MethodTypeDesc.of(result, params));
    }

    void loadCell(int register) {
        cb.aload(slot(Kinds.CELL, register));
    }

    /** Pushes a register as it is held. */
    void loadRaw(byte kind, int register) {
        cb.loadLocal(type(kind), slot(kind, register));
    }

    /** Pushes a register as a value. */
    void load(int pc, int register) {
        load(kinds.before(pc, register), register);
    }

    private void load(byte kind, int register) {
        loadRaw(kind, register);
        if (kind == Kinds.CELL) {
            call(CALLS, "get", VALUE, CELL);
        } else {
            change(kind, Kinds.REF);
        }
    }

    /** Makes a value or number on the JVM's stack another kind of value or number. */
    void change(byte from, byte to) {
        if (from == to || Kinds.isReference(from) && Kinds.isReference(to)) {
            return;
        }
        if (from == Kinds.INT && to == Kinds.DOUBLE) {
            cb.l2d();
        } else if (from == Kinds.INT) {
            call(OPS, "box", VALUE, LONG);
        } else if (from == Kinds.DOUBLE && Kinds.isReference(to)) {
            call(OPS, "box", VALUE, REAL);
        } else if (to == Kinds.DOUBLE) {
            call(OPS, "number", REAL, VALUE);
        } else {
            throw new Untranslatable("from kind " + from + " to " + to);
        }
    }

    byte kindOf(int pc, int operand) {
        return kinds.operand(kinds.before(pc), operand).kind[0];
    }

    boolean isNumber(int pc, int operand) {
        byte kind = kindOf(pc, operand);
        return kind == Kinds.INT || kind == Kinds.DOUBLE;
    }

    /** Pushes a register or constant as a value. */
    void loadOperand(int pc, int operand) {
        if (operand > 255) {
            constants.load(cb, operand & 0xff);
        } else {
            load(pc, operand);
        }
    }

    /** Pushes a register or constant that is a whole number. */
    void loadLong(int pc, int operand) {
        if (operand > 255) {
            cb.loadConstant(kinds.operand(kinds.before(pc), operand).low[0]);
        } else {
            loadRaw(Kinds.INT, operand);
        }
    }

    /** Pushes a register or constant as a double; a value must have been shown to be a number. */
    void loadDouble(int pc, int operand) {
        if (operand > 255) {
            cb.loadConstant(constants.value(operand & 0xff).todouble());
        } else if (kinds.before(pc, operand) == Kinds.CELL) {
            load(pc, operand);
            change(Kinds.REF, Kinds.DOUBLE);
        } else {
            byte kind = kinds.before(pc, operand);
            loadRaw(kind, operand);
            change(kind, Kinds.DOUBLE);
        }
    }

    /** Leaves for the interpreter unless the operand is a number. */
    void needNumber(int pc, int operand) {
        if (!isNumber(pc, operand)) {
            loadOperand(pc, operand);
            call(OPS, "isNumber", BOOLEAN, VALUE);
            cb.ifeq(exit(pc));
        }
    }

    void loadNil() {
        cb.getstatic(VALUE, "NIL", VALUE);
    }

    /** Takes a value off the JVM's stack into a register. */
    void store(int pc, int register) {
        store(pc, register, Kinds.REF);
    }

    /** Takes a number or value off the JVM's stack into a register. */
    void store(int pc, int register, byte have) {
        if (kinds.before(pc, register) == Kinds.CELL && flow.cell(pc, register)) {
            change(have, Kinds.REF);
            loadCell(register);
            cb.swap();
            call(CALLS, "set", VOID, CELL, VALUE);
        } else {
            put(kinds.after(pc, register), register, have);
        }
    }

    /** Takes what is on the JVM's stack into a register that is to be held as {@code kind}. */
    void put(byte kind, int register, byte have) {
        byte held = kind == Kinds.NONE ? Kinds.REF : kind;
        if (held == Kinds.CELL) {
            change(have, Kinds.REF);
            call(CALLS, "cell", CELL, VALUE);
        } else {
            change(have, held);
        }
        cb.storeLocal(type(held), slot(held, register));
    }

    void newCell(int register) {
        loadNil();
        put(Kinds.CELL, register, Kinds.REF);
    }

    /** Goes on at {@code to}, by falling through if that comes next. */
    void follow(int pc, int to) {
        convert(pc, to);
        proceed(pc, to);
    }

    void proceed(int pc, int to) {
        if (to <= pc) {
            poll(pc);
        }
        if (to != nextWritten(pc + 1)) {
            cb.goto_(label(to));
        }
    }

    /** A label that a branch at {@code pc} can take in order to go on at {@code to}. */
    Label branch(int pc, int to) {
        if (to > pc && !converts(pc, to)) {
            return label(to);
        }
        return stub(() -> {
            convert(pc, to);
            if (to <= pc) {
                poll(pc);
            }
            cb.goto_(label(to));
        });
    }

    /** Code out of line, written at the end. */
    Label stub(Runnable code) {
        Label at = cb.newLabel();
        later.add(() -> {
            cb.labelBinding(at);
            code.run();
        });
        return at;
    }

    void stub(Label at, Runnable code) {
        later.add(() -> {
            cb.labelBinding(at);
            code.run();
        });
    }

    void writeStubs() {
        while (!later.isEmpty()) {
            later.poll().run();
        }
    }

    /** Where the interpreter takes over before instruction {@code pc}. */
    Label exit(int pc) {
        if (leaving[pc] == null) {
            leaving[pc] = stub(() -> exits.leave(this, pc, kinds.before(pc)));
        }
        return leaving[pc];
    }

    /** Where the stack of this call's coroutine is. */
    int stack() {
        return stackSlot;
    }

    void startPolls() {
        stackSlot = cb.allocateLocal(TypeKind.REFERENCE);
        cb.aload(ST).getfield(STATE, "stack", STACK).astore(stackSlot);
        polls = cb.allocateLocal(TypeKind.INT);
        cb.loadConstant(HotCalls.POLLS).istore(polls);
    }

    /** Pushes how many rounds may pass until the next report. */
    void roundsLeft() {
        cb.iload(polls);
    }

    /** Takes from the JVM's stack how many rounds may pass until the next report. */
    void setRoundsLeft() {
        cb.istore(polls);
    }

    private void poll(int pc) {
        if (LuaPolls.ON) {
            cb.iinc(polls, -1);
            reportRounds(pc);
        }
    }

    /** Reports the rounds of loops if no more may pass. */
    void reportRounds(int pc) {
        Label back = cb.newLabel();
        cb.iload(polls);
        cb.iflt(stub(() -> {
            cb.aload(ST);
            site(cb, pc);
            call(CALLS, "spend", VOID, STATE, INT);
            cb.loadConstant(HotCalls.POLLS).istore(polls);
            cb.goto_(back);
        }));
        cb.labelBinding(back);
    }

    final boolean converts(int pc, int to) {
        Kinds.Registry s = kinds.along(pc, to);
        for (int r = flow.live[to].nextSetBit(0); r >= 0; r = flow.live[to].nextSetBit(r + 1)) {
            if (differ(s.kind[r], kinds.before(to, r))) {
                return true;
            }
        }
        return false;
    }

    private static boolean differ(byte from, byte to) {
        return from != to && !(Kinds.isReference(from) && Kinds.isReference(to));
    }

    /** Holds registers as instruction {@code to} wants them. */
    private void convert(int pc, int to) {
        convert(kinds.along(pc, to), to);
    }

    /** The same, for registers that are held as {@code s} says. */
    final void convert(Kinds.Registry s, int to) {
        BitSet live = flow.live[to];
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            if (Kinds.isReference(s.kind[r]) && kinds.before(to, r) == Kinds.DOUBLE) {
                loadRaw(Kinds.REF, r);
                call(OPS, "isNumber", BOOLEAN, VALUE);
                cb.ifeq(stub(() -> exits.leave(this, to, s)));
            }
        }
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            convert(s.kind[r], kinds.before(to, r), r);
        }
    }

    /** Changes how a register is held. */
    private void convert(byte from, byte to, int register) {
        if (differ(from, to)) {
            load(from, to, register);
            put(to, register, Kinds.isReference(to) || to == Kinds.CELL ? Kinds.REF : to);
        }
    }

    private void load(byte from, byte to, int register) {
        if (to == Kinds.DOUBLE) {
            loadRaw(from, register);
            change(from, to);
        } else {
            load(from, register);
        }
    }
}
