package dev.socketley.lua;

import java.util.Set;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/** Finds chunks that ask for what compiled frames do not keep: callers' locals and functions. */
final class Inspection {
    private static final Set<LuaString> NAMES = Set.of(LuaValue.valueOf("getlocal"),
        LuaValue.valueOf("setfenv"), LuaValue.valueOf("getfenv"));

    private static final LuaString MODULE = LuaValue.valueOf("module");

    private Inspection() {}

    /** Whether it asks for something of another function's, or calls the global {@code module}. */
    static boolean asked(Prototype p) {
        for (int i : p.code) {
            if ((i & 0x3f) == Lua.OP_GETTABUP && Lua.ISK(Lua.GETARG_C(i))
                    && MODULE.equals(p.k[Lua.INDEXK(Lua.GETARG_C(i))])) {
                return true;
            }
        }
        for (LuaValue k : p.k) {
            if (k instanceof LuaString s && NAMES.contains(s)) {
                return true;
            }
        }
        if (p.p != null) {
            for (Prototype inner : p.p) {
                if (asked(inner)) {
                    return true;
                }
            }
        }
        return false;
    }
}
