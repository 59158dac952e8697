package dev.socketley.lua;

import java.util.Map;
import java.util.Set;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** What is left of the globals in a state for code that is not trusted: what is named here. */
final class Restricted {
    private static final Set<String> GLOBALS = Set.of("_G", "_VERSION", "assert", "bit", "bit32",
        "coroutine", "debug", "error", "getmetatable", "ipairs", "load", "loadstring", "math", "next",
        "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "select",
        "setmetatable", "string", "table", "tonumber", "tostring", "type", "unpack", "utf8", "xpcall");
    /** Of these libraries only what is named; of others all. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
        "os", Set.of("clock", "date", "difftime", "time"),
        "debug", Set.of("traceback"));
    private static final LuaString LOCKED = LuaValue.valueOf("locked");

    private Restricted() {}

    static void apply(LuaState st) {
        st.finalizers.refuse();
        LuaTable g = st.globals;
        for (LuaValue key : g.keys()) {
            String name = key.tojstring();
            if (!GLOBALS.contains(name)) {
                g.rawset(key, LuaValue.NIL);
            } else if (g.rawget(key) instanceof Table library && library != g) {
                g.rawset(key, only(library, FIELDS.get(name)).freeze());
            }
        }
        for (LuaValue name : st.loaded.keys()) {
            st.loaded.rawset(name, g.rawget(name));
        }
        Table strings = new Table();
        strings.rawset(LuaValue.INDEX, g.rawget("string"));
        strings.rawset(LuaValue.METATABLE, LOCKED);
        st.stringMeta = strings.freeze();
    }

    private static Table only(Table library, Set<String> names) {
        Table out = new Table();
        for (LuaValue key : library.keys()) {
            if (names == null || names.contains(key.tojstring())) {
                out.rawset(key, library.rawget(key));
            }
        }
        return out;
    }

    /** A table of globals of its own, which reads through to the state's. */
    static LuaTable environment(LuaState st) {
        Table meta = new Table();
        meta.rawset(LuaValue.INDEX, st.globals);
        meta.rawset(LuaValue.METATABLE, LOCKED);
        Table env = new Table();
        env.rawset("_G", env);
        env.setmetatable(meta.freeze());
        return env;
    }
}
