package dev.socketley.lua;

import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Completes the instruction that a coroutine was left in. */
final class Places {
    private Places() {}

    /** Puts what the instruction waited for where the topmost frame expects it. */
    static void finish(CallStack cs, Varargs v) {
        int d = cs.depth - 1;
        LuaValue[] r = cs.frames[d];
        int i = cs.closure(d).code.proto.code[cs.pcs[d] - 1];
        int a = Lua.GETARG_A(i);
        switch (i & 0x3f) {
            case Lua.OP_CALL -> Ops.spread(r, a, Math.max(0, Lua.GETARG_C(i) - 1), v);
            case Lua.OP_TFORCALL -> Ops.spread(r, a + 3, Lua.GETARG_C(i), v);
            case Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE -> {
                // The jump for the expected outcome follows; else it is skipped.
                if (v.arg1().toboolean() != (a != 0)) {
                    cs.pcs[d]++;
                }
            }
            case Lua.OP_TAILCALL, Lua.OP_SETTABLE, Lua.OP_SETTABUP -> { }
            default -> r[a] = v.arg1();
        }
    }
}
