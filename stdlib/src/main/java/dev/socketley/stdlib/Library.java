package dev.socketley.stdlib;

import dev.socketley.stdlib.natives.Native;
import dev.socketley.stdlib.natives.NativeScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Loads {@code socketley/*.lua} into a script's state. {@code init.lua} lists the modules; each is
 * run with its natives and {@code check}, and gives the table of its public functions.
 */
final class Library {
    private static final Map<String, byte[]> SOURCES = new ConcurrentHashMap<>();

    private Library() {}

    static void install(Script script) {
        List<Native> natives = new ArrayList<>(RuntimeNatives.all(script));
        LuaTable table = namespace(script, natives);
        script.lua().globals().rawset("socketley", table);
        script.lua().preload("socketley", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return table;
            }
        });
    }

    private static LuaTable namespace(NativeScope scope, List<Native> natives) {
        LuaFunction module = new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                String name = args.checkjstring(1);
                return chunk(scope, name).invoke(LuaValue.varargsOf(of(name, natives),
                    args.arg(2)));
            }
        };
        return chunk(scope, "init").invoke(LuaValue.varargsOf(module, scope.state()))
            .checktable(1);
    }

    private static LuaTable of(String module, List<Native> natives) {
        LuaTable table = new LuaTable();
        for (Native row : natives) {
            if (row.module().equals(module)) {
                table.rawset(row.name(), row.function());
            }
        }
        return table;
    }

    private static LuaFunction chunk(NativeScope scope, String module) {
        String path = "socketley/" + module + ".lua";
        byte[] source = SOURCES.computeIfAbsent(path, Library::read);
        return scope.lua().load(source, path);
    }

    private static byte[] read(String path) {
        try (InputStream in = Library.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
