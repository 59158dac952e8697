package dev.socketley.lua;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** What a new state finds in its globals. */
final class Libraries {
    private Libraries() {}

    static void install(LuaState st) {
        LuaTable g = st.globals;
        g.rawset("_G", g);
        g.rawset("_VERSION", LuaValue.valueOf("Lua 5.2"));
        BaseLib.install(st, g);
        LoadLib.install(st, g);
        add(st, "coroutine", CoroutineLib.table(st));
        add(st, "debug", DebugLib.table(st));
        PackageLib.install(st, g);
        StandardLibraries.install(st);
        st.loaded.rawset("_G", g);
        if (g.rawget("string") instanceof LuaTable string) {
            st.stringMeta = new Table();
            st.stringMeta.rawset(LuaValue.INDEX, string);
        }
    }

    static void add(LuaState st, String name, LuaTable library) {
        st.globals.rawset(name, library);
        st.loaded.rawset(name, library);
    }
}
