package dev.socketley.lua;

import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/**
 * Finds which variable of the source a register holds at some instruction, by following the
 * instruction that last wrote it. Results are a kind ({@code local}, {@code global}, {@code field},
 * {@code upvalue}, {@code method}, {@code constant}) and a name, or null.
 */
final class Names {
    private final Prototype p;

    Names(Prototype p) {
        this.p = p;
    }

    /** What the code calls the function that it calls at {@code pc}, or null. */
    static String[] ofCall(Prototype p, int pc) {
        int i = p.code[pc];
        return switch (i & 0x3f) {
            case Lua.OP_CALL, Lua.OP_TAILCALL ->
                new Names(p).ofRegister(pc, Lua.GETARG_A(i));
            case Lua.OP_TFORCALL -> new String[] {"for iterator", "for iterator"};
            case Lua.OP_SELF, Lua.OP_GETTABUP, Lua.OP_GETTABLE -> metamethod("__index");
            case Lua.OP_SETTABUP, Lua.OP_SETTABLE -> metamethod("__newindex");
            case Lua.OP_EQ -> metamethod("__eq");
            case Lua.OP_ADD -> metamethod("__add");
            case Lua.OP_SUB -> metamethod("__sub");
            case Lua.OP_MUL -> metamethod("__mul");
            case Lua.OP_DIV -> metamethod("__div");
            case Lua.OP_MOD -> metamethod("__mod");
            case Lua.OP_POW -> metamethod("__pow");
            case Lua.OP_UNM -> metamethod("__unm");
            case Lua.OP_LEN -> metamethod("__len");
            case Lua.OP_LT -> metamethod("__lt");
            case Lua.OP_LE -> metamethod("__le");
            case Lua.OP_CONCAT -> metamethod("__concat");
            default -> null;
        };
    }

    private static String[] metamethod(String event) {
        return new String[] {"metamethod", event};
    }

    /** {@code string.rep} for a function that a loaded library has, {@code print}; else null. */
    static String ofLibrary(LuaState st, LuaValue f) {
        String found = null;
        for (Varargs e = st.loaded.next(LuaValue.NIL); !e.arg1().isnil();
                e = st.loaded.next(e.arg1())) {
            String field = e.arg(2) instanceof LuaTable t ? field(t, f) : null;
            if (field != null && e.arg(2) == st.globals) {
                return field;
            }
            found = field == null ? found : e.arg1().tojstring() + "." + field;
        }
        return found;
    }

    private static String field(LuaTable library, LuaValue f) {
        for (Varargs e = library.next(LuaValue.NIL); !e.arg1().isnil();
                e = library.next(e.arg1())) {
            if (e.arg(2) == f && e.arg1() instanceof LuaString name) {
                return name.tojstring();
            }
        }
        return null;
    }

    String[] ofUpvalue(int index, boolean asked) {
        return asked ? new String[] {"upvalue", upvalue(index)} : null;
    }

    String[] ofRegister(int pc, int register) {
        LuaString local = p.getlocalname(register + 1, pc);
        if (local != null) {
            return new String[] {"local", local.tojstring()};
        }
        int setter = writer(pc, register);
        if (setter < 0) {
            return null;
        }
        int i = p.code[setter];
        int b = Lua.GETARG_B(i);
        switch (i & 0x3f) {
            case Lua.OP_MOVE:
                return b < Lua.GETARG_A(i) ? ofRegister(setter, b) : null;
            case Lua.OP_GETTABUP:
                return member(setter, "_ENV".equals(upvalue(b)), Lua.GETARG_C(i));
            case Lua.OP_GETTABLE: {
                LuaString table = p.getlocalname(b + 1, setter);
                boolean env = table != null && "_ENV".equals(table.tojstring());
                return member(setter, env, Lua.GETARG_C(i));
            }
            case Lua.OP_GETUPVAL:
                return new String[] {"upvalue", upvalue(b)};
            case Lua.OP_LOADK:
                return p.k[i >>> 14] instanceof LuaString s
                    ? new String[] {"constant", s.tojstring()} : null;
            case Lua.OP_SELF:
                return new String[] {"method", key(setter, Lua.GETARG_C(i))};
            default:
                return null;
        }
    }

    private String[] member(int pc, boolean global, int c) {
        return new String[] {global ? "global" : "field", key(pc, c)};
    }

    private String key(int pc, int c) {
        if (c > 255) {
            return p.k[c & 0xff] instanceof LuaString s ? s.tojstring() : "?";
        }
        String[] name = ofRegister(pc, c);
        return name != null && name[0].equals("constant") ? name[1] : "?";
    }

    private String upvalue(int index) {
        LuaString name = p.upvalues[index].name;
        return name == null ? "?" : name.tojstring();
    }

    /** The last instruction before {@code end} that surely wrote the register, or -1. */
    private int writer(int end, int register) {
        int found = -1;
        int joined = 0;
        for (int pc = 0; pc < end; pc++) {
            int i = p.code[pc];
            if ((i & 0x3f) == Lua.OP_JMP) {
                int target = pc + 1 + Lua.GETARG_sBx(i);
                if (target > pc && target <= end) {
                    joined = Math.max(joined, target);
                }
            } else if (writes(i, register)) {
                found = pc < joined ? -1 : pc;
            }
        }
        return found;
    }

    private static boolean writes(int i, int register) {
        int a = Lua.GETARG_A(i);
        return switch (i & 0x3f) {
            case Lua.OP_LOADNIL -> a <= register && register <= a + Lua.GETARG_B(i);
            case Lua.OP_TFORCALL -> register >= a + 2;
            case Lua.OP_CALL, Lua.OP_TAILCALL -> register >= a;
            case Lua.OP_SELF -> register == a || register == a + 1;
            case Lua.OP_TEST -> false;
            case Lua.OP_SETTABUP, Lua.OP_SETUPVAL, Lua.OP_SETTABLE, Lua.OP_SETLIST, Lua.OP_RETURN,
                Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE, Lua.OP_EXTRAARG -> false;
            default -> register == a;
        };
    }
}
