package dev.socketley.lua;

import java.util.Set;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/** Finds chunks that ask for what compiled frames do not keep: callers' locals and functions. */
final class Inspection {
    private static final Set<LuaString> NAMES = Set.of(LuaValue.valueOf("getlocal"),
        LuaValue.valueOf("setfenv"), LuaValue.valueOf("getfenv"));

    private Inspection() {}

    static boolean asked(Prototype p) {
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
