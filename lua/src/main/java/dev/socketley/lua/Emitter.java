package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Writes one method: where registers live on the JVM, how values get there, and how control goes
 * from one Lua instruction to another. The instructions themselves are in {@link Translator}.
 */
class Emitter {
    static final ClassDesc VALUE = LuaValue.class.describeConstable().orElseThrow();
    static final ClassDesc VALUES = VALUE.arrayType();
    static final ClassDesc VARARGS = Varargs.class.describeConstable().orElseThrow();
    static final ClassDesc BOOL =
        org.luaj.vm2.LuaBoolean.class.describeConstable().orElseThrow();
    static final ClassDesc TABLE = Table.class.describeConstable().orElseThrow();
    static final ClassDesc STATE = LuaState.class.describeConstable().orElseThrow();
    static final ClassDesc CLOSURE = Closure.class.describeConstable().orElseThrow();
    static final ClassDesc CELL = Closure.UpVal.class.describeConstable().orElseThrow();
    static final ClassDesc CODE = LuaCode.class.describeConstable().orElseThrow();
    static final ClassDesc BODY = Body.class.describeConstable().orElseThrow();
    static final ClassDesc CALLS = HotCalls.class.describeConstable().orElseThrow();
    static final ClassDesc OPS = HotOps.class.describeConstable().orElseThrow();
    static final ClassDesc VOID = ConstantDescs.CD_void;
    static final ClassDesc INT = ConstantDescs.CD_int;
    static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;
    static final int ST = 0;
    static final int SELF = 1;
    static final int PARAMS = 2;

    final Flow flow;
    final Kinds kinds;
    final Constants constants;
    final int number;
    final CodeBuilder cb;
    private final int[] values;
    private final int[] cells;
    private final Label[] labels;
    private final Deque<Runnable> later = new ArrayDeque<>();

    Emitter(Flow flow, Kinds kinds, Constants constants, int number, CodeBuilder cb) {
        this.flow = flow;
        this.kinds = kinds;
        this.constants = constants;
        this.number = number;
        this.cb = cb;
        values = new int[flow.p.maxstacksize + 4];
        cells = new int[values.length];
        java.util.Arrays.fill(values, -1);
        java.util.Arrays.fill(cells, -1);
        for (int i = 0; i < flow.p.numparams; i++) {
            values[i] = PARAMS + i;
        }
        labels = new Label[flow.count + 1];
    }

    Label label(int pc) {
        if (labels[pc] == null) {
            labels[pc] = cb.newLabel();
        }
        return labels[pc];
    }

    int site(int pc) {
        return Sites.site(number, pc);
    }

    void site(CodeBuilder b, int pc) {
        b.loadConstant(site(pc));
    }

    private int valueSlot(int register) {
        if (values[register] < 0) {
            values[register] = cb.allocateLocal(TypeKind.REFERENCE);
        }
        return values[register];
    }

    private int cellSlot(int register) {
        if (cells[register] < 0) {
            cells[register] = cb.allocateLocal(TypeKind.REFERENCE);
        }
        return cells[register];
    }

    void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... params) {
        cb.invokestatic(owner, name, MethodTypeDesc.of(result, params));
    }

    void loadCell(int register) {
        cb.aload(cellSlot(register));
    }

    /** Pushes a register as a value. */
    void load(int pc, int register) {
        load(kinds.before(pc, register), register);
    }

    private void load(byte kind, int register) {
        if (kind == Kinds.CELL) {
            cb.aload(cellSlot(register));
            call(CALLS, "get", VALUE, CELL);
        } else {
            cb.aload(valueSlot(register));
        }
    }

    /** Pushes a register or constant as a value. */
    void loadOperand(int pc, int operand) {
        if (operand > 255) {
            loadConstant(operand & 0xff);
        } else {
            load(pc, operand);
        }
    }

    void loadConstant(int index) {
        constants.load(cb, index);
    }

    void loadNil() {
        cb.getstatic(VALUE, "NIL", VALUE);
    }

    /** Takes a value off the JVM's stack into a register. */
    void store(int pc, int register) {
        if (kinds.before(pc, register) == Kinds.CELL) {
            cb.aload(cellSlot(register)).swap();
            call(CALLS, "set", VOID, CELL, VALUE);
        } else if (kinds.after(pc, register) == Kinds.CELL) {
            storeNewCell(register);
        } else {
            cb.astore(valueSlot(register));
        }
    }

    /** Gives a register what is on the JVM's stack, before the first instruction. */
    void initialise(int register) {
        if (kinds.before(0, register) == Kinds.CELL) {
            storeNewCell(register);
        } else {
            cb.astore(valueSlot(register));
        }
    }

    /** Makes the value on the JVM's stack the content of a new cell. */
    private void storeNewCell(int register) {
        call(CALLS, "cell", CELL, VALUE);
        cb.astore(cellSlot(register));
    }

    void newCell(int register) {
        loadNil();
        storeNewCell(register);
    }

    /** Goes on at {@code to}, by falling through if that comes next. */
    void follow(int pc, int to) {
        convert(pc, to);
        if (to <= pc) {
            poll(pc);
        }
        if (to != nextReached(pc)) {
            cb.goto_(label(to));
        }
    }

    private int nextReached(int pc) {
        return flow.reached.nextSetBit(pc + 1);
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

    void writeStubs() {
        while (!later.isEmpty()) {
            later.poll().run();
        }
    }

    void poll(int pc) {
        cb.aload(ST);
        site(cb, pc);
        call(CALLS, "poll", VOID, STATE, INT);
    }

    private boolean converts(int pc, int to) {
        for (int r = flow.live[to].nextSetBit(0); r >= 0; r = flow.live[to].nextSetBit(r + 1)) {
            if (kinds.after(pc, r) != kinds.before(to, r)) {
                return true;
            }
        }
        return false;
    }

    private void convert(int pc, int to) {
        for (int r = flow.live[to].nextSetBit(0); r >= 0; r = flow.live[to].nextSetBit(r + 1)) {
            convert(kinds.after(pc, r), kinds.before(to, r), r);
        }
    }

    /** Changes how a register is held. */
    void convert(byte from, byte to, int register) {
        if (from == to) {
            return;
        }
        load(from, register);
        if (to == Kinds.CELL) {
            storeNewCell(register);
        } else {
            cb.astore(valueSlot(register));
        }
    }
}
