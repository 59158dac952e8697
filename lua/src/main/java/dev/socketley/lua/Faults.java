package dev.socketley.lua;

import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

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
        } else if (e instanceof LuaErrors.Argument a) {
            message = argument(a, cs, d);
        }
        Throwable cause = e.getCause();
        return new LuaThrown(LuaValue.valueOf(where(cs, d) + message), cause);
    }

    /**
     * An error that passes compiled frame {@code d}; the operands are those of its instruction, null
     * if it has none.
     */
    static LuaThrown compiled(LuaError e, CallStack cs, int d, LuaValue x, LuaValue y) {
        if (e instanceof LuaThrown thrown) {
            return thrown;
        }
        cs.depth = Math.max(cs.depth, d + 1);
        LuaValue value = e.getMessageObject();
        if (value != null && !value.isstring()) {
            return new LuaThrown(value, e.getCause());
        }
        String message = value == null ? "nil" : value.tojstring();
        if (e instanceof OperandError o) {
            Prototype p = cs.code(d).proto;
            int i = p.code[cs.pc(d)];
            LuaValue[] r = new LuaValue[1 + Math.max(Lua.GETARG_A(i),
                Math.max(Lua.GETARG_B(i) & 0xff, Lua.GETARG_C(i) & 0xff))];
            boolean first = switch (i & 0x3f) {
                case Lua.OP_CALL, Lua.OP_TAILCALL, Lua.OP_SETTABLE -> true;
                default -> false;
            };
            r[first ? Lua.GETARG_A(i) : Lua.GETARG_B(i) & 0xff] = x;
            if (!first && y != null && Lua.GETARG_C(i) < 256) {
                r[Lua.GETARG_C(i)] = y;
            }
            message = named(o, p, cs.pc(d), r, x, message);
        } else if (e instanceof LuaErrors.Argument a) {
            message = argument(a, cs, d);
        }
        return new LuaThrown(LuaValue.valueOf(where(cs, d) + message), e.getCause());
    }

    /** Names the function as the call that the frame stands at does. */
    private static String argument(LuaErrors.Argument e, CallStack cs, int d) {
        int pc = cs.pc(d);
        Prototype p = cs.code(d).proto;
        String[] name = pc < 0 || e.from != null ? null : Names.ofCall(p, pc);
        if (name != null) {
            return e.named(name[0], name[1]);
        }
        LuaState st = state(cs, d);
        int i = pc < 0 ? 0 : p.code[pc];
        boolean call = (i & 0x3f) == Lua.OP_CALL || (i & 0x3f) == Lua.OP_TAILCALL;
        LuaValue called = e.from != null ? e.from : cs.compiled(d) ? cs.calledNative(d)
            : call ? cs.frames[d][Lua.GETARG_A(i)] : null;
        return st == null || called == null ? e.getMessage() : named(st, e, called);
    }

    /** The state of the nearest frame that knows it, or null. */
    private static LuaState state(CallStack cs, int d) {
        for (int i = d; i >= 0; i--) {
            if (!cs.compiled(i)) {
                return cs.closure(i).state;
            }
        }
        return null;
    }

    /** The value of an error that ends at a native, {@code called} by another one. */
    static LuaValue value(LuaState st, LuaError e, LuaValue called) {
        return e instanceof LuaErrors.Argument a
            ? LuaValue.valueOf(named(st, a, a.from != null ? a.from : called))
            : LuaThrown.valueOf(e);
    }

    private static String named(LuaState st, LuaErrors.Argument e, LuaValue f) {
        String name = Names.ofLibrary(st, f);
        return name == null ? e.getMessage() : e.named("global", name);
    }

    static LuaThrown overflow(CallStack cs, int d) {
        return new LuaThrown(LuaValue.valueOf(where(cs, d) + "stack overflow"), null);
    }

    /** {@code chat.lua:12: }. */
    static String where(CallStack cs, int d) {
        LuaCode code = cs.code(d);
        // Before the first instruction a call stands where its function begins.
        int line = code.line(Math.max(0, cs.pc(d)));
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
        LuaValue up = switch (i & 0x3f) {
            case Lua.OP_GETTABUP -> upvalue(cl, Lua.GETARG_B(i));
            case Lua.OP_SETTABUP -> upvalue(cl, Lua.GETARG_A(i));
            default -> null;
        };
        return named(e, cl.code.proto, pc, cs.frames[d], up, plain);
    }

    private static String named(
            OperandError e, Prototype p, int pc, LuaValue[] r, LuaValue up, String plain) {
        Names names = new Names(p);
        String[] name = e.register >= 0 ? names.ofRegister(pc, e.register)
            : name(e, names, pc, p.code[pc], r, up);
        return name == null ? plain : "attempt to " + e.verb + " " + name[0] + " '" + name[1] + "' (a "
            + e.culprit.typename() + " value)";
    }

    private static String[] name(
            OperandError e, Names names, int pc, int i, LuaValue[] r, LuaValue up) {
        int a = Lua.GETARG_A(i);
        int b = Lua.GETARG_B(i);
        int c = Lua.GETARG_C(i);
        boolean calling = e.verb.equals("call");
        switch (i & 0x3f) {
            case Lua.OP_CALL, Lua.OP_TAILCALL:
                return calling && r[a] == e.culprit ? names.ofRegister(pc, a) : null;
            case Lua.OP_GETTABUP:
                return calling ? null : names.ofUpvalue(b, up == e.culprit);
            case Lua.OP_SETTABUP:
                return calling ? null : names.ofUpvalue(a, up == e.culprit);
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
