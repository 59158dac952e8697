package dev.socketley.lua;

import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Puts position and variable name into errors at the innermost Lua frame they pass. */
final class Faults {
    private Faults() {}

    static LuaThrown locate(LuaError e, CallStack cs, int d) {
        LuaValue value = e.getMessageObject();
        if (value != null && !value.isstring()) {
            return new LuaThrown(value, e.getCause());
        }
        String message = value == null ? "nil" : value.tojstring();
        if (e instanceof OperandError o) {
            message = named(o, cs, d, message);
        }
        Throwable cause = e.getCause();
        return new LuaThrown(LuaValue.valueOf(where(cs, d) + message), cause);
    }

    static LuaThrown overflow(CallStack cs, int d) {
        return new LuaThrown(LuaValue.valueOf(where(cs, d) + "stack overflow"), null);
    }

    /** {@code chat.lua:12: }. */
    static String where(CallStack cs, int d) {
        LuaCode code = cs.closure(d).code;
        int line = code.line(cs.pcs[d] - 1);
        return code.chunk + ":" + (line < 0 ? "?" : line) + ": ";
    }

    /** The message with {@code local 'user'} in it, where the variable can be told. */
    private static String named(OperandError e, CallStack cs, int d, String plain) {
        Closure cl = cs.closure(d);
        int pc = cs.pcs[d] - 1;
        if (pc < 0 || pc >= cl.code.proto.code.length) {
            return plain;
        }
        int i = cl.code.proto.code[pc];
        Names names = new Names(cl.code.proto);
        String[] name = e.register >= 0 ? names.ofRegister(pc, e.register)
            : name(e, names, pc, i, cs.frames[d], cl);
        return name == null ? plain : "attempt to " + e.verb + " " + name[0] + " '" + name[1] + "' (a "
            + e.culprit.typename() + " value)";
    }

    private static String[] name(
            OperandError e, Names names, int pc, int i, LuaValue[] r, Closure cl) {
        int a = Lua.GETARG_A(i);
        int b = Lua.GETARG_B(i);
        int c = Lua.GETARG_C(i);
        boolean calling = e.verb.equals("call");
        switch (i & 0x3f) {
            case Lua.OP_CALL, Lua.OP_TAILCALL:
                return calling && r[a] == e.culprit ? names.ofRegister(pc, a) : null;
            case Lua.OP_GETTABUP:
                return calling ? null : names.ofUpvalue(b, upvalue(cl, b) == e.culprit);
            case Lua.OP_SETTABUP:
                return calling ? null : names.ofUpvalue(a, upvalue(cl, a) == e.culprit);
            case Lua.OP_SETTABLE:
                return !calling && r[a] == e.culprit ? names.ofRegister(pc, a) : null;
            case Lua.OP_GETTABLE, Lua.OP_SELF, Lua.OP_LEN, Lua.OP_UNM:
                return !calling && r[b] == e.culprit ? names.ofRegister(pc, b) : null;
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW:
                if (calling) {
                    return null;
                }
                return b < 256 && r[b] == e.culprit ? names.ofRegister(pc, b)
                    : c < 256 && r[c] == e.culprit ? names.ofRegister(pc, c) : null;
            default:
                return null;
        }
    }

    private static LuaValue upvalue(Closure cl, int i) {
        return cl.up[i].cells[cl.up[i].index];
    }
}
