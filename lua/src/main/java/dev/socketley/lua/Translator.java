package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.luaj.vm2.Lua;

/** Writes the JVM code of each Lua instruction. */
final class Translator extends Emitter {
    private static final ClassDesc OLD_OPS = Ops.class.describeConstable().orElseThrow();
    private static final String[] ARITHMETIC = {"add", "sub", "mul", "div", "mod", "pow"};

    private final boolean single;
    private int openSlot = -1;

    /** {@code single}: the function never returns more than one value. */
    Translator(Flow flow, Kinds kinds, Constants constants, int number, CodeBuilder cb,
            boolean single) {
        super(flow, kinds, constants, number, cb);
        this.single = single;
    }

    void write() {
        poll(0);
        for (int r = flow.live[0].nextSetBit(0); r >= 0; r = flow.live[0].nextSetBit(r + 1)) {
            enter(r);
        }
        for (int pc = flow.reached.nextSetBit(0); pc >= 0; pc = flow.reached.nextSetBit(pc + 1)) {
            cb.labelBinding(label(pc));
            cb.lineNumber(pc + 1);
            instruction(pc);
        }
        writeStubs();
    }

    private void enter(int register) {
        if (register >= flow.p.numparams) {
            loadNil();
            initialise(register);
        } else {
            convert(Kinds.REF, kinds.before(0, register), register);
        }
    }

    private void instruction(int pc) {
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
            case Lua.OP_MOVE -> {
                load(pc, b);
                store(pc, a);
            }
            case Lua.OP_LOADK -> {
                loadConstant(Lua.GETARG_Bx(flow.code[pc]));
                store(pc, a);
            }
            case Lua.OP_LOADKX -> {
                loadConstant(flow.code[pc + 1] >>> 6);
                store(pc, a);
            }
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
            case Lua.OP_UNM, Lua.OP_LEN -> {
                cb.aload(ST);
                load(pc, b);
                site(cb, pc);
                call(OPS, flow.op(pc) == Lua.OP_LEN ? "length" : "negate", VALUE, STATE, VALUE, INT);
                store(pc, a);
            }
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW ->
                arithmetic(pc);
            default -> access(pc);
        }
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
            case Lua.OP_GETTABLE -> {
                cb.aload(ST);
                load(pc, b);
                get(pc, c);
                store(pc, a);
            }
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
        return operand > 255 && constants.value(operand & 0xff).type() == org.luaj.vm2.LuaValue.TSTRING;
    }

    /** With state and table on the JVM's stack: leaves the element there. */
    private void get(int pc, int key) {
        loadOperand(pc, key);
        site(cb, pc);
        call(OPS, textKey(key) ? "field" : "index", VALUE, STATE, VALUE, VALUE, INT);
    }

    private void set(int pc, int key, int value) {
        loadOperand(pc, key);
        loadOperand(pc, value);
        site(cb, pc);
        call(OPS, textKey(key) ? "setField" : "setIndex", VOID, STATE, VALUE, VALUE, VALUE, INT);
    }

    private void arithmetic(int pc) {
        cb.aload(ST);
        loadOperand(pc, flow.b(pc));
        loadOperand(pc, flow.c(pc));
        site(cb, pc);
        call(OPS, ARITHMETIC[flow.op(pc) - Lua.OP_ADD], VALUE, STATE, VALUE, VALUE, INT);
        store(pc, flow.a(pc));
    }

    private void concat(int pc) {
        cb.aload(ST);
        array(pc, flow.b(pc), flow.c(pc));
        cb.loadConstant(flow.b(pc));
        site(cb, pc);
        call(OPS, "concat", VALUE, STATE, VALUES, INT, INT);
        store(pc, flow.a(pc));
    }

    /** Pushes an array of the registers {@code from..to}. */
    private void array(int pc, int from, int to) {
        cb.loadConstant(to - from + 1).anewarray(VALUE);
        for (int r = from; r <= to; r++) {
            cb.dup().loadConstant(r - from);
            load(pc, r);
            cb.aastore();
        }
    }

    private void compare(int pc) {
        cb.aload(ST);
        loadOperand(pc, flow.b(pc));
        loadOperand(pc, flow.c(pc));
        site(cb, pc);
        String name = switch (flow.op(pc)) {
            case Lua.OP_EQ -> "equal";
            case Lua.OP_LT -> "less";
            default -> "lessEqual";
        };
        call(OPS, name, BOOLEAN, STATE, VALUE, VALUE, INT);
        int taken = flow.jump(pc + 1);
        if (flow.a(pc) != 0) {
            cb.ifne(branch(pc, taken));
        } else {
            cb.ifeq(branch(pc, taken));
        }
        follow(pc, pc + 2);
    }

    private void test(int pc) {
        load(pc, flow.a(pc));
        call(OPS, "truthy", BOOLEAN, VALUE);
        int taken = flow.jump(pc + 1);
        if (flow.c(pc) != 0) {
            cb.ifne(branch(pc, taken));
        } else {
            cb.ifeq(branch(pc, taken));
        }
        follow(pc, pc + 2);
    }

    private void testSet(int pc) {
        load(pc, flow.b(pc));
        call(OPS, "truthy", BOOLEAN, VALUE);
        Label skip = cb.newLabel();
        if (flow.c(pc) != 0) {
            cb.ifeq(skip);
        } else {
            cb.ifne(skip);
        }
        load(pc, flow.b(pc));
        store(pc, flow.a(pc));
        follow(pc, flow.jump(pc + 1));
        if (flow.jump(pc + 1) == pc + 2) {
            throw new Untranslatable("empty jump");
        }
        cb.labelBinding(skip);
        follow(pc, pc + 2);
    }

    /** Pushes the arguments of a call as {@code Varargs}. */
    private void arguments(int pc, int from, int to, boolean open) {
        int n = to - from + 1;
        if (open) {
            if (n == 0) {
                cb.aload(openSlot);
            } else {
                array(pc, from, to);
                cb.aload(openSlot);
                call(CALLS, "open", VARARGS, VALUES, VARARGS);
            }
        } else if (n == 0) {
            cb.getstatic(VALUE, "NONE", VALUE);
        } else if (n == 1) {
            load(pc, from);
        } else if (n == 2) {
            load(pc, from);
            load(pc, to);
            cb.invokestatic(VALUE, "varargsOf", MethodTypeDesc.of(VARARGS, VALUE, VARARGS));
        } else {
            array(pc, from, to);
            cb.invokestatic(VALUE, "varargsOf", MethodTypeDesc.of(VARARGS, VALUES));
        }
    }

    private void call(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        int c = flow.c(pc);
        boolean one = c == 2 || c == 1;
        int n = b == 0 || b > 4 ? -1 : b - 1;
        ClassDesc[] args = new ClassDesc[n < 0 ? 1 : n];
        java.util.Arrays.fill(args, n < 0 ? VARARGS : VALUE);
        cb.aload(ST);
        load(pc, a);
        site(cb, pc);
        call(CALLS, "enter", CLOSURE, STATE, VALUE, INT);
        int callee = temporary();
        cb.astore(callee);
        Label slow = cb.newLabel();
        Label done = cb.newLabel();
        cb.aload(callee).ifnull(slow);
        cb.aload(callee).getfield(CLOSURE, "code", CODE).getfield(CODE, "body", BODY);
        cb.aload(ST).aload(callee);
        pushArguments(pc, n);
        cb.invokevirtual(BODY, one ? "call" : "invoke",
            MethodTypeDesc.of(one ? VALUE : VARARGS, join(args, STATE, CLOSURE)));
        cb.aload(ST);
        call(CALLS, "leave", VOID, STATE);
        cb.goto_(done);
        cb.labelBinding(slow);
        cb.aload(ST);
        load(pc, a);
        if (one && n >= 0) {
            pushArguments(pc, n);
            site(cb, pc);
            call(CALLS, "slow", VALUE, join(join(new ClassDesc[] {INT}, args), STATE, VALUE));
        } else {
            pushArguments(pc, -1);
            site(cb, pc);
            call(CALLS, "slow", VARARGS, STATE, VALUE, VARARGS, INT);
            if (one) {
                cb.invokevirtual(VARARGS, "arg1", MethodTypeDesc.of(VALUE));
            }
        }
        cb.labelBinding(done);
        results(pc, a, c);
    }

    private void pushArguments(int pc, int n) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        if (n < 0) {
            arguments(pc, a + 1, b == 0 ? flow.openFrom[pc] - 1 : a + b - 1, b == 0);
        } else {
            for (int i = 1; i <= n; i++) {
                load(pc, a + i);
            }
        }
    }

    private static ClassDesc[] join(ClassDesc[] last, ClassDesc... first) {
        ClassDesc[] all = java.util.Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, all, first.length, last.length);
        return all;
    }

    private int calleeSlot = -1;

    private int temporary() {
        if (calleeSlot < 0) {
            calleeSlot = cb.allocateLocal(TypeKind.REFERENCE);
        }
        return calleeSlot;
    }

    /** With a call's result on the JVM's stack: {@code c - 1} registers from {@code a} on. */
    private void results(int pc, int a, int c) {
        if (c == 1) {
            cb.pop();
        } else if (c == 2) {
            store(pc, a);
        } else {
            cb.astore(openSlot());
            if (c > 2) {
                spread(pc, a, c - 1);
            }
        }
    }

    private int openSlot() {
        if (openSlot < 0) {
            openSlot = cb.allocateLocal(TypeKind.REFERENCE);
        }
        return openSlot;
    }

    private void spread(int pc, int first, int count) {
        for (int i = 0; i < count; i++) {
            cb.aload(openSlot).loadConstant(i + 1);
            cb.invokevirtual(VARARGS, "arg", MethodTypeDesc.of(VALUE, INT));
            store(pc, first + i);
        }
    }

    private void tailCall(int pc) {
        cb.aload(ST);
        load(pc, flow.a(pc));
        pushArguments(pc, -1);
        site(cb, pc);
        call(CALLS, "tail", VARARGS, STATE, VALUE, VARARGS, INT);
        cb.areturn();
    }

    private void giveBack(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        if (b == 1) {
            cb.getstatic(VALUE, "NONE", VALUE);
        } else if (b == 2) {
            load(pc, a);
        } else {
            arguments(pc, a, b == 0 ? flow.openFrom[pc] - 1 : a + b - 2, b == 0);
        }
        if (single && b != 1 && b != 2) {
            throw new Untranslatable("not single");
        }
        cb.areturn();
    }

    private void forPrepare(int pc) {
        int a = flow.a(pc);
        String[] names = {"initial", "limit", "step"};
        int[] slots = new int[3];
        for (int i = 0; i < 3; i++) {
            cb.aload(ST);
            load(pc, a + i);
            cb.ldc(names[i]);
            site(cb, pc);
            call(OPS, "forNumber", VALUE, STATE, VALUE, java.lang.constant.ConstantDescs.CD_String,
                INT);
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

    private void forLoop(int pc) {
        int a = flow.a(pc);
        load(pc, a);
        load(pc, a + 1);
        load(pc, a + 2);
        call(OPS, "forNext", VALUE, VALUE, VALUE, VALUE);
        cb.dup();
        store(pc, a);
        load(pc, a);
        store(pc, a + 3);
        cb.ifnonnull(branch(pc, flow.jump(pc)));
        follow(pc, pc + 1);
    }

    private void genericCall(int pc) {
        int a = flow.a(pc);
        int c = flow.c(pc);
        cb.aload(ST);
        load(pc, a);
        load(pc, a + 1);
        load(pc, a + 2);
        site(cb, pc);
        call(CALLS, "iterate", VARARGS, STATE, VALUE, VALUE, VALUE, INT);
        cb.astore(openSlot());
        spread(pc, a + 3, c);
    }

    private void genericLoop(int pc) {
        int a = flow.a(pc);
        load(pc, a + 1);
        cb.dup();
        store(pc, a);
        loadNil();
        cb.if_acmpne(branch(pc, flow.jump(pc)));
        follow(pc, pc + 1);
    }

    private void setList(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        load(pc, a);
        array(pc, a + 1, b == 0 ? flow.openFrom[pc] - 1 : a + b);
        if (b == 0) {
            cb.aload(openSlot);
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

    private void vararg(int pc) {
        int b = flow.b(pc);
        cb.aload(PARAMS + flow.p.numparams);
        if (b == 0) {
            cb.astore(openSlot());
        } else {
            cb.astore(openSlot());
            spread(pc, flow.a(pc), b - 1);
        }
    }
}
