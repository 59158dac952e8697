package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import java.io.ByteArrayInputStream;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** A state with our libraries in it. */
final class Hosts {
    private Hosts() {}

    static void run(LibraryContext context, byte[] script) {
        Globals globals = JsePlatform.standardGlobals();
        globals.STDOUT = context.out();
        LuaTable string = StringLib.table(context);
        globals.set("string", string);
        LuaTable meta = new LuaTable();
        meta.set("__index", string);
        LuaString.s_metatable = meta;
        globals.set("tostring", LibFunction.one("tostring", Values::tostring));
        globals.set("print", LibFunction.one("print", text -> print(context, text)));
        globals.set("tonumber", LibFunction.two("tonumber", Hosts::tonumber));
        globals.load(new ByteArrayInputStream(script), "=script", "t", globals).call();
    }

    private static LuaValue print(LibraryContext context, LuaValue text) {
        LuaString s = Values.tostring(text);
        context.out().write(s.m_bytes, s.m_offset, s.m_length);
        context.out().write('\n');
        return LuaValue.NIL;
    }

    private static LuaValue tonumber(LuaValue value, LuaValue base) {
        if (!base.isnil()) {
            throw LuaErrors.error("no base here");
        }
        LuaValue number = LuaNumbers.coerce(value);
        return number == null ? LuaValue.NIL : number;
    }
}
