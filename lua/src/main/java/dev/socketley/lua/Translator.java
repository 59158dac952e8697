package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.BitSet;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaValue;

/** Writes the JVM code of each Lua instruction. */
class Translator extends Calls {
    private static final ClassDesc OLD_OPS = Ops.class.describeConstable().orElseThrow();

    private int restSlot;
    private int realSlot = -1;

    /** {@code single}: the function never returns more than one value. */
    Translator(Unit unit, CodeBuilder cb, boolean single) {
        super(unit, cb, single);
        restSlot = PARAMS + flow.p.numparams;
    }

    @Override
    int rest() {
        return restSlot;
    }

    /** The function from its start. */
    void write() {
        prologue();
        startPolls();
        instructions();
    }

    /** Holds the parameters as the first instruction wants them. */
    final void prologue() {
        useParameters();
        count(0);
        BitSet live = flow.live[0];
        for (int r = live.nextSetBit(flow.p.numparams); r >= 0; r = live.nextSetBit(r + 1)) {
            loadNil();
            put(Kinds.REF, r, Kinds.REF);
        }
        convert(kinds.atStart(), 0);
    }

    /** The function from {@code entry} on, with registers from an interpreter's frame. */
    void writeLoop(int entry) {
        restSlot = FRAME + 1;
        takeFrame(entry);
        startPolls();
        resumeRun(entry);
        cb.goto_(label(entry));
        instructions();
    }

    /** Where the arguments beyond the parameters are to be, in code that has no parameters. */
    final int restAt() {
        restSlot = cb.allocateLocal(TypeKind.REFERENCE);
        return restSlot;
    }

    /** Takes registers from an interpreter's frame, or refuses. */
    final void takeFrame(int entry) {
        BitSet live = flow.live[entry];
        Label refuse = cb.newLabel();
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            admit(entry, r, refuse);
        }
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
            take(kinds.before(entry, r), r);
        }
        stub(refuse, () -> cb.aconst_null().areturn());
    }

    private void admit(int entry, int r, Label refuse) {
        Kinds.Registry s = kinds.before(entry);
        switch (s.kind[r]) {
            case Kinds.INT -> {
                cb.aload(FRAME).loadConstant(r).aaload();
                cb.loadConstant(s.low[r]).loadConstant(s.high[r]);
                call(OPS, "isWithin", BOOLEAN, VALUE, LONG, LONG);
                cb.ifeq(refuse);
            }
            case Kinds.DOUBLE -> {
                cb.aload(FRAME).loadConstant(r).aaload();
                call(OPS, "isNumber", BOOLEAN, VALUE);
                cb.ifeq(refuse);
            }
            case Kinds.CELL -> { }
            default -> {
                cb.aload(FRAME).loadConstant(r).aaload();
                cb.ifnull(refuse);
            }
        }
    }

    private void take(byte kind, int r) {
        cb.aload(FRAME).loadConstant(r);
        if (kind == Kinds.CELL) {
            call(CALLS, "takeCell", CELL, VALUES, INT);
            cb.storeLocal(TypeKind.REFERENCE, slotOf(kind, r));
            return;
        }
        cb.aaload();
        if (kind == Kinds.INT) {
            call(OPS, "whole", LONG, VALUE);
            put(kind, r, Kinds.INT);
        } else {
            put(kind, r, Kinds.REF);
        }
    }

    final void instructions() {
        for (int pc = firstWritten(); pc >= 0; pc = nextWritten(pc + 1)) {
            if (kinds.isReached(pc)) {
                cb.labelBinding(label(pc));
                instruction(pc);
            }
        }
        writeStubs();
    }

    /** Reports that the function runs, if it is here that it does. */
    private void count(int pc) {
        if (LuaPolls.ON && flow.counted.get(pc)) {
            cb.aload(ST);
            site(cb, pc);
            call(CALLS, "count", VOID, STATE, INT);
        }
    }

    private void instruction(int pc) {
        if (pc > 0) {
            count(pc);
        }
        switch (flow.op(pc)) {
            case Lua.OP_JMP -> follow(pc, flow.jump(pc));
            case Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE -> compare(pc);
            case Lua.OP_TEST -> test(pc);
            case Lua.OP_TESTSET -> testSet(pc);
            case Lua.OP_TAILCALL -> tailCall(pc);
            case Lua.OP_RETURN -> giveBack(pc);
            case Lua.OP_FORPREP -> forPrepare(pc);
            case Lua.OP_FORLOOP -> forLoop(pc);
            case Lua.OP_TFORLOOP -> genericLoop(pc);
            default -> {
                straight(pc);
                follow(pc, flow.next(pc)[0]);
            }
        }
    }

    private void straight(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        switch (flow.op(pc)) {
            case Lua.OP_MOVE -> move(pc, a, b);
            case Lua.OP_LOADK -> constant(pc, a, Lua.GETARG_Bx(flow.code[pc]));
            case Lua.OP_LOADKX -> constant(pc, a, flow.code[pc + 1] >>> 6);
            case Lua.OP_LOADBOOL -> {
                cb.getstatic(VALUE, b != 0 ? "TRUE" : "FALSE", BOOL);
                store(pc, a);
            }
            case Lua.OP_LOADNIL -> {
                for (int r = a; r <= a + b; r++) {
                    loadNil();
                    store(pc, r);
                }
            }
            case Lua.OP_NOT -> {
                load(pc, b);
                call(OPS, "not", VALUE, VALUE);
                store(pc, a);
            }
            case Lua.OP_CONCAT -> concat(pc);
            case Lua.OP_CALL -> call(pc);
            case Lua.OP_TFORCALL -> genericCall(pc);
            case Lua.OP_SETLIST -> setList(pc);
            case Lua.OP_CLOSURE -> closure(pc);
            case Lua.OP_VARARG -> vararg(pc);
            case Lua.OP_UNM -> negate(pc);
            case Lua.OP_LEN -> length(pc);
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW ->
                arithmetic(pc);
            default -> access(pc);
        }
    }

    private void move(int pc, int to, int from) {
        byte kind = kinds.before(pc, from);
        if (kind == Kinds.INT || kind == Kinds.DOUBLE) {
            loadRaw(kind, from);
            store(pc, to, kind);
        } else {
            load(pc, from);
            store(pc, to);
        }
    }

    private void constant(int pc, int to, int index) {
        byte kind = kinds.after(pc, to);
        if (kind == Kinds.INT) {
            cb.loadConstant((long) constants.value(index).todouble());
            store(pc, to, kind);
        } else if (kind == Kinds.DOUBLE) {
            cb.loadConstant(constants.value(index).todouble());
            store(pc, to, kind);
        } else {
            constants.load(cb, index);
            store(pc, to);
        }
    }

    private void element(int pc, int a, int b, int c) {
        if (kinds.after(pc, a) != Kinds.DOUBLE) {
            cb.aload(ST);
            load(pc, b);
            get(pc, c);
            store(pc, a);
            return;
        }
        if (realSlot < 0) {
            realSlot = cb.allocateLocal(TypeKind.DOUBLE);
        }
        load(pc, b);
        call(OPS, "getDouble", REAL, VALUE, loadKey(pc, c));
        cb.dstore(realSlot).dload(realSlot);
        call(TABLE, "isNil", BOOLEAN, REAL);
        cb.ifne(exit(pc)).dload(realSlot);
        store(pc, a, Kinds.DOUBLE);
    }

    /** Pushes a key as an int, a double or a value, and says which. */
    private ClassDesc loadKey(int pc, int key) {
        Kinds.Registry k = kinds.operand(kinds.before(pc), key);
        if (Effect.isInt(k, 0)) {
            loadLong(pc, key);
            cb.l2i();
            return INT;
        }
        if (k.isNumber(0)) {
            loadDouble(pc, key);
            return REAL;
        }
        loadOperand(pc, key);
        return VALUE;
    }

    private void access(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        int c = flow.c(pc);
        switch (flow.op(pc)) {
            case Lua.OP_GETUPVAL -> {
                upvalue(b);
                store(pc, a);
            }
            case Lua.OP_SETUPVAL -> {
                cb.aload(SELF).loadConstant(b);
                load(pc, a);
                call(CALLS, "set", VOID, CLOSURE, INT, VALUE);
            }
            case Lua.OP_GETTABUP -> {
                cb.aload(ST);
                upvalue(b);
                get(pc, c);
                store(pc, a);
            }
            case Lua.OP_GETTABLE -> element(pc, a, b, c);
            case Lua.OP_SELF -> {
                cb.aload(ST);
                load(pc, b);
                load(pc, b);
                int object = cb.allocateLocal(TypeKind.REFERENCE);
                cb.astore(object);
                get(pc, c);
                cb.aload(object);
                store(pc, a + 1);
                store(pc, a);
            }
            case Lua.OP_SETTABUP -> {
                cb.aload(ST);
                upvalue(a);
                set(pc, b, c);
            }
            case Lua.OP_SETTABLE -> {
                cb.aload(ST);
                load(pc, a);
                set(pc, b, c);
            }
            case Lua.OP_NEWTABLE -> {
                cb.loadConstant(b).loadConstant(c);
                call(OLD_OPS, "newTable", TABLE, INT, INT);
                store(pc, a);
            }
            default -> throw new Untranslatable("opcode " + flow.op(pc));
        }
    }

    private void upvalue(int index) {
        cb.aload(SELF).loadConstant(index);
        call(CALLS, "get", VALUE, CLOSURE, INT);
    }

    private boolean textKey(int operand) {
        return operand > 255 && constants.value(operand & 0xff).type() == LuaValue.TSTRING;
    }

    /** With state and table on the JVM's stack: leaves the element there. */
    private void get(int pc, int key) {
        if (textKey(key)) {
            constants.loadString(cb, key & 0xff);
            constants.loadPlace(cb, pc);
            site(cb, pc);
            call(OPS, flow.op(pc) == Lua.OP_SELF ? "method" : "field", VALUE, STATE, VALUE,
                Constants.STRING, Constants.PLACE, INT);
            return;
        }
        ClassDesc type = loadKey(pc, key);
        site(cb, pc);
        call(OPS, "index", VALUE, STATE, VALUE, type, INT);
    }

    private void set(int pc, int key, int value) {
        if (textKey(key)) {
            constants.loadString(cb, key & 0xff);
            loadOperand(pc, value);
            constants.loadPlace(cb, pc);
            site(cb, pc);
            call(OPS, "setField", VOID, STATE, VALUE, Constants.STRING, VALUE, Constants.PLACE, INT);
            return;
        }
        ClassDesc type = loadKey(pc, key);
        if (type != VALUE && isNumber(pc, value)) {
            loadDouble(pc, value);
            site(cb, pc);
            call(OPS, "setDouble", VOID, STATE, VALUE, type, REAL, INT);
            return;
        }
        loadOperand(pc, value);
        site(cb, pc);
        call(OPS, "setIndex", VOID, STATE, VALUE, type, VALUE, INT);
    }

    private void concat(int pc) {
        cb.aload(ST);
        array(pc, flow.b(pc), flow.c(pc));
        cb.loadConstant(flow.b(pc));
        site(cb, pc);
        call(OPS, "concat", VALUE, STATE, VALUES, INT, INT);
        store(pc, flow.a(pc));
    }

    private void test(int pc) {
        truth(pc, flow.a(pc));
        int taken = flow.jump(pc + 1);
        if (flow.c(pc) != 0) {
            cb.ifne(branch(pc, taken));
        } else {
            cb.ifeq(branch(pc, taken));
        }
        follow(pc, pc + 2);
    }

    private void truth(int pc, int register) {
        if (isNumber(pc, register)) {
            cb.iconst_1();
        } else {
            load(pc, register);
            call(OPS, "truthy", BOOLEAN, VALUE);
        }
    }

    private void testSet(int pc) {
        truth(pc, flow.b(pc));
        Label skip = cb.newLabel();
        if (flow.c(pc) != 0) {
            cb.ifeq(skip);
        } else {
            cb.ifne(skip);
        }
        byte kind = kindOf(pc, flow.b(pc));
        if (flow.jump(pc + 1) == pc + 2 && !flow.cell(pc, flow.a(pc))) {
            either(pc, skip);
            return;
        }
        if (flow.cell(pc, flow.a(pc))) {
            load(pc, flow.b(pc));
            store(pc, flow.a(pc));
        } else if (kinds.before(pc, flow.b(pc)) == Kinds.CELL) {
            load(pc, flow.b(pc));
            put(Kinds.REF, flow.a(pc), Kinds.REF);
        } else {
            loadRaw(kind, flow.b(pc));
            put(kind, flow.a(pc), kind);
        }
        Label taken = branch(pc, flow.jump(pc + 1));
        cb.goto_(taken);
        cb.labelBinding(skip);
        follow(pc, pc + 2);
    }

    /** Ends a TESTSET both of whose ways lead to the next instruction. */
    private void either(int pc, Label skip) {
        Label done = cb.newLabel();
        load(pc, flow.b(pc));
        put(Kinds.REF, flow.a(pc), Kinds.REF);
        cb.goto_(done);
        cb.labelBinding(skip);
        load(pc, flow.a(pc));
        put(Kinds.REF, flow.a(pc), Kinds.REF);
        cb.labelBinding(done);
        follow(pc, pc + 2);
    }

    private void setList(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        load(pc, a);
        array(pc, a + 1, b == 0 ? flow.openFrom[pc] - 1 : a + b);
        if (b == 0) {
            loadOpen();
        } else {
            cb.aconst_null();
        }
        cb.loadConstant((flow.listBlock(pc) - 1) * 50);
        call(OPS, "setList", VOID, VALUE, VALUES, VARARGS, INT);
    }

    private void closure(int pc) {
        int index = Lua.GETARG_Bx(flow.code[pc]);
        int a = flow.a(pc);
        boolean itself = kinds.startsItself(pc, a);
        if (itself) {
            newCell(a);
            loadCell(a);
        }
        cb.aload(SELF);
        constants.loadChild(cb, index);
        var wanted = flow.p.p[index].upvalues;
        int own = 0;
        for (var w : wanted) {
            own += w.instack ? 1 : 0;
        }
        cb.loadConstant(own).anewarray(CELL);
        int next = 0;
        for (var w : wanted) {
            if (w.instack) {
                cb.dup().loadConstant(next++);
                loadCell(w.idx);
                cb.aastore();
            }
        }
        call(CALLS, "closure", CLOSURE, CLOSURE, CODE, CELL.arrayType());
        if (itself) {
            call(CALLS, "set", VOID, CELL, VALUE);
        } else {
            store(pc, a);
        }
    }
}
