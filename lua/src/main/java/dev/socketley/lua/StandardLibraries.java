package dev.socketley.lua;

import dev.socketley.lua.lib.Bit32Lib;
import dev.socketley.lua.lib.BitLib;
import dev.socketley.lua.lib.IoLib;
import dev.socketley.lua.lib.LibraryContext;
import dev.socketley.lua.lib.MathLib;
import dev.socketley.lua.lib.OsLib;
import dev.socketley.lua.lib.StringLib;
import dev.socketley.lua.lib.TableLib;
import dev.socketley.lua.lib.Utf8Lib;
import java.nio.file.Path;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The libraries of {@code dev.socketley.lua.lib}, connected to a state's configuration. */
final class StandardLibraries {
    private StandardLibraries() {}

    static void install(LuaState st) {
        LibraryContext ctx = new LibraryContext(st.config.streams(), Path.of("").toAbsolutePath(),
            status -> exit(st, status), st::atClose, st.fileWork);
        Libraries.add(st, "string", StringLib.table(ctx));
        Libraries.add(st, "table", TableLib.table(ctx));
        Libraries.add(st, "math", MathLib.table(ctx));
        Libraries.add(st, "bit32", Bit32Lib.table(ctx));
        Libraries.add(st, "bit", BitLib.table(ctx));
        Libraries.add(st, "utf8", Utf8Lib.table(ctx));
        Libraries.add(st, "os", OsLib.table(ctx));
        LuaTable io = IoLib.table(ctx);
        LuaValue stdin = io.get("stdin");
        LuaValue read = stdin.get("read");
        st.readInput = () -> read.invoke(stdin, LuaValue.valueOf("*a"));
        Libraries.add(st, "io", io);
        st.globals.rawset("unpack", TableLib.unpack());
    }

    private static void exit(LuaState st, int status) {
        st.config.exit().accept(status);
        throw LuaStop.exit("os.exit(" + status + ")");
    }
}
