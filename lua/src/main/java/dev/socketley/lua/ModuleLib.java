package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What modules written for 5.1 begin with: {@code module} and {@code package.seeall}. */
final class ModuleLib {
    private ModuleLib() {}

    static void install(LuaState st, LuaTable globals, LuaTable library) {
        LuaFunction[] self = new LuaFunction[1];
        self[0] = Native.put(globals, "module", args -> module(st, self[0], args));
        Native.put(library, "seeall", args -> {
            Table meta = new Table();
            meta.rawset(LuaValue.INDEX, st.globals);
            BaseLib.table(args, 1, "seeall").setmetatable(meta);
            return LuaValue.NONE;
        });
    }

    private static Varargs module(LuaState st, LuaFunction self, Varargs args) {
        LuaString name = BaseLib.string(args, 1, "module");
        LuaTable module = table(st, name);
        if (module.get("_NAME").isnil()) {
            String text = name.tojstring();
            module.set("_M", module);
            module.set("_NAME", name);
            module.set("_PACKAGE", text.substring(0, text.lastIndexOf('.') + 1));
        }
        Levels.Level caller = new Levels(st.stack, self).at(1);
        if (caller == null || !(caller.function() instanceof Closure c)) {
            throw LuaErrors.error("'module' not called from a Lua function");
        }
        LoadLib.setEnvironment(c, module);
        for (int i = 2; i <= args.narg(); i++) {
            if (args.arg(i) instanceof LuaFunction option) {
                option.call(module);
            }
        }
        return module;
    }

    /** The module loaded by that name, or the table that globals have under it, made if need be. */
    private static LuaTable table(LuaState st, LuaString name) {
        if (st.loaded.rawget(name) instanceof LuaTable known) {
            return known;
        }
        LuaTable at = st.globals;
        for (String part : name.tojstring().split("\\.", -1)) {
            LuaValue next = at.rawget(part);
            if (next.isnil()) {
                next = new Table();
                at.set(part, next);
            } else if (!(next instanceof LuaTable)) {
                throw LuaErrors.error("name conflict for module '" + name.tojstring() + "'");
            }
            at = (LuaTable) next;
        }
        st.loaded.rawset(name, at);
        return at;
    }
}
