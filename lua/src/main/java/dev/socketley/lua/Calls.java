package dev.socketley.lua;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/**
 * Writes calls, the loops of iterators and returns, with the lists of values that these pass, through
 * {@link HotCalls}.
 */
abstract class Calls extends Arithmetic {
    private final boolean single;
    /** Where the values of an open call or of {@code ...} are, whose number is not known. */
    private int openSlot = -1;
    private int calleeSlot = -1;

    /** {@code single}: the function never returns more than one value. */
    Calls(Unit unit, CodeBuilder cb, boolean single) {
        super(unit, cb);
        this.single = single;
    }

    /** Pushes an array of the registers {@code from..to}. */
    final void array(int pc, int from, int to) {
        cb.loadConstant(to - from + 1).anewarray(VALUE);
        for (int r = from; r <= to; r++) {
            cb.dup().loadConstant(r - from);
            load(pc, r);
            cb.aastore();
        }
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

    final void call(int pc) {
        int a = flow.a(pc);
        int b = flow.b(pc);
        int c = flow.c(pc);
        boolean one = c == 2 || c == 1;
        int n = b == 0 || b > 4 ? -1 : b - 1;
        ClassDesc[] args = new ClassDesc[n < 0 ? 1 : n];
        Arrays.fill(args, n < 0 ? VARARGS : VALUE);
        cb.aload(stack());
        load(pc, a);
        site(cb, pc);
        call(CALLS, "enter", CLOSURE, STACK, VALUE, INT);
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
        cb.aload(stack());
        call(CALLS, "leave", VOID, STACK);
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
        ClassDesc[] all = Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, all, first.length, last.length);
        return all;
    }

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

    /** Pushes what an open call or {@code ...} left. */
    final void loadOpen() {
        cb.aload(openSlot);
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

    final void tailCall(int pc) {
        cb.aload(ST);
        load(pc, flow.a(pc));
        pushArguments(pc, -1);
        site(cb, pc);
        call(CALLS, "tail", VARARGS, STATE, VALUE, VARARGS, INT);
        cb.areturn();
    }

    final void giveBack(int pc) {
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

    final void genericCall(int pc) {
        int a = flow.a(pc);
        Label called = cb.newLabel();
        Label done = cb.newLabel();
        int place = cb.allocateLocal(TypeKind.INT);
        iterator(pc, a);
        call(CALLS, "place", INT, STATE, VALUE, VALUE, VALUE);
        cb.dup().istore(place);
        cb.iflt(called);
        step(pc, a, place);
        cb.goto_(done);
        cb.labelBinding(called);
        iterator(pc, a);
        site(cb, pc);
        call(CALLS, "iterate", VARARGS, STATE, VALUE, VALUE, VALUE, INT);
        cb.astore(openSlot());
        spread(pc, a + 3, flow.c(pc));
        cb.labelBinding(done);
    }

    private void iterator(int pc, int a) {
        cb.aload(ST);
        load(pc, a);
        load(pc, a + 1);
        load(pc, a + 2);
    }

    /** Stores the entry of the table at a place. */
    private void step(int pc, int a, int place) {
        load(pc, a + 1);
        cb.iload(place);
        call(CALLS, "keyAt", VALUE, VALUE, INT);
        store(pc, a + 3);
        for (int i = 2; i <= flow.c(pc); i++) {
            if (i == 2) {
                load(pc, a + 1);
                cb.iload(place);
                call(CALLS, "valueAt", VALUE, VALUE, INT);
            } else {
                loadNil();
            }
            store(pc, a + 2 + i);
        }
    }

    final void genericLoop(int pc) {
        int a = flow.a(pc);
        load(pc, a + 1);
        cb.dup();
        store(pc, a);
        loadNil();
        cb.if_acmpne(branch(pc, flow.jump(pc)));
        follow(pc, pc + 1);
    }

    final void vararg(int pc) {
        int b = flow.b(pc);
        cb.aload(rest());
        cb.astore(openSlot());
        if (b != 0) {
            spread(pc, flow.a(pc), b - 1);
        }
    }
}
