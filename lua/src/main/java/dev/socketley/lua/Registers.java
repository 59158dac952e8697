package dev.socketley.lua;

import java.util.function.IntConsumer;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaNumber;

/** Which registers one instruction reads and writes. */
final class Registers {
    /** Takes a range of registers, both ends included; it may be empty. */
    @FunctionalInterface
    interface Range {
        void of(int from, int to);
    }

    private final Flow flow;
    private final int pc;
    private final int a;
    private final int b;
    private final int c;

    Registers(Flow flow, int pc) {
        this.flow = flow;
        this.pc = pc;
        a = flow.a(pc);
        b = flow.b(pc);
        c = flow.c(pc);
    }

    /** What it surely overwrites. */
    void writes(Range out) {
        switch (flow.op(pc)) {
            case Lua.OP_MOVE, Lua.OP_LOADK, Lua.OP_LOADKX, Lua.OP_LOADBOOL, Lua.OP_GETUPVAL,
                Lua.OP_GETTABUP, Lua.OP_GETTABLE, Lua.OP_NEWTABLE, Lua.OP_ADD, Lua.OP_SUB,
                Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW, Lua.OP_UNM, Lua.OP_NOT,
                Lua.OP_LEN, Lua.OP_CONCAT, Lua.OP_CLOSURE -> out.of(a, a);
            case Lua.OP_LOADNIL -> out.of(a, a + b);
            case Lua.OP_SELF -> out.of(a, a + 1);
            case Lua.OP_CALL -> out.of(a, a + c - 2);
            case Lua.OP_FORPREP -> out.of(a, a + 3);
            case Lua.OP_FORLOOP -> {
                out.of(a, a);
                out.of(a + 3, a + 3);
            }
            case Lua.OP_TFORCALL -> out.of(a + 3, a + 2 + c);
            case Lua.OP_VARARG -> out.of(a, a + b - 2);
            default -> { }
        }
    }

    private void constantOr(int operand, IntConsumer out) {
        if (operand <= 255) {
            out.accept(operand);
        }
    }

    private static void range(int from, int to, IntConsumer out) {
        for (int i = from; i <= to; i++) {
            out.accept(i);
        }
    }

    void reads(IntConsumer out) {
        switch (flow.op(pc)) {
            case Lua.OP_MOVE, Lua.OP_UNM, Lua.OP_NOT, Lua.OP_LEN, Lua.OP_TESTSET -> out.accept(b);
            case Lua.OP_GETTABUP -> constantOr(c, out);
            case Lua.OP_GETTABLE, Lua.OP_SELF -> {
                out.accept(b);
                constantOr(c, out);
            }
            case Lua.OP_SETTABUP, Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD,
                Lua.OP_POW, Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE -> {
                constantOr(b, out);
                constantOr(c, out);
            }
            case Lua.OP_SETTABLE -> {
                out.accept(a);
                constantOr(b, out);
                constantOr(c, out);
            }
            case Lua.OP_SETUPVAL, Lua.OP_TEST -> out.accept(a);
            case Lua.OP_CONCAT -> range(b, c, out);
            case Lua.OP_FORPREP, Lua.OP_FORLOOP, Lua.OP_TFORCALL -> range(a, a + 2, out);
            case Lua.OP_TFORLOOP -> out.accept(a + 1);
            default -> readsMany(out);
        }
    }

    private void readsMany(IntConsumer out) {
        int open = flow.openFrom[pc] - 1;
        switch (flow.op(pc)) {
            case Lua.OP_CALL, Lua.OP_TAILCALL -> range(a, b == 0 ? Math.max(a, open) : a + b - 1, out);
            case Lua.OP_RETURN -> range(a, b == 0 ? open : a + b - 2, out);
            case Lua.OP_SETLIST -> range(a, b == 0 ? Math.max(a, open) : a + b, out);
            case Lua.OP_CLOSURE -> {
                for (var wanted : flow.p.p[Lua.GETARG_Bx(flow.code[pc])].upvalues) {
                    if (wanted.instack && (wanted.idx != a || flow.cell(pc, a))) {
                        out.accept(wanted.idx);
                    }
                }
            }
            default -> { }
        }
    }

    private boolean isNumber(int operand) {
        return operand > 255 && flow.p.k[operand & 0xff] instanceof LuaNumber;
    }

    /** Reads that gain from a number that is not boxed. */
    void readsNumbers(IntConsumer out) {
        switch (flow.op(pc)) {
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW,
                Lua.OP_LT, Lua.OP_LE -> {
                constantOr(b, out);
                constantOr(c, out);
            }
            case Lua.OP_EQ -> {
                if (isNumber(b) || isNumber(c)) {
                    constantOr(b, out);
                    constantOr(c, out);
                }
            }
            case Lua.OP_UNM -> out.accept(b);
            case Lua.OP_FORPREP, Lua.OP_FORLOOP -> range(a, a + 2, out);
            default -> { }
        }
    }
}
