package dev.socketley.lua;

import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseBaseLib;
import org.luaj.vm2.lib.jse.JseMathLib;
import org.luaj.vm2.lib.jse.JseOsLib;

/** LuaJ's own libraries, as they are. */
final class StockLibraries {
    private StockLibraries() {}

    static void install(LuaState st) {
        Globals g = new Globals();
        g.load(new JseBaseLib());
        g.load(new PackageLib());
        g.load(new StringLib());
        g.load(new TableLib());
        g.load(new Bit32Lib());
        g.load(new JseMathLib());
        g.load(new JseOsLib());
        for (String name : new String[] {"string", "table", "math", "bit32", "os"}) {
            Libraries.add(st, name, (LuaTable) g.get(name));
        }
        org.luaj.vm2.LuaString.s_metatable = null;
    }
}
