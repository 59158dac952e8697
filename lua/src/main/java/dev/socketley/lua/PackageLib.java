package dev.socketley.lua;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code require} and {@code package}: modules are files under the script directory. */
final class PackageLib {
    /** What asking for a file costs, in steps. */
    private static final int FILE_STEPS = 200;

    private PackageLib() {}

    static void install(LuaState st, LuaTable g) {
        LuaTable p = new Table();
        p.rawset("loaded", st.loaded);
        p.rawset("preload", st.preload);
        p.rawset("path", LuaValue.valueOf("?.lua;?/init.lua"));
        p.rawset("cpath", LuaValue.valueOf(""));
        p.rawset("config", LuaValue.valueOf("/\n;\n?\n!\n-\n"));
        LuaTable searchers = new Table();
        searchers.rawset(1, Native.of("preload_searcher", args -> preloaded(st, args)));
        searchers.rawset(2, Native.of("lua_searcher", args -> file(st, p, args)));
        p.rawset("searchers", searchers);
        p.rawset("loaders", searchers);
        Native.put(p, "searchpath", args -> searchPath(st, args));
        ModuleLib.install(st, g, p);
        Native.put(p, "loadlib", args -> {
            BaseLib.string(args, 1, "loadlib");
            BaseLib.string(args, 2, "loadlib");
            return LuaValue.varargsOf(LuaValue.NIL, LuaValue.valueOf(
                "dynamic libraries not enabled; check your Lua installation"),
                LuaValue.valueOf("absent"));
        });
        Libraries.add(st, "package", p);
        Native.put(g, "require", args -> require(st, p, args));
    }

    private static Varargs preloaded(LuaState st, Varargs args) {
        LuaValue loader = st.preload.rawget(args.arg1());
        return loader.isnil() ? LuaValue.valueOf(
            "\n\tno field package.preload['" + args.arg1().tojstring() + "']") : loader;
    }

    private static Varargs file(LuaState st, LuaTable p, Varargs args) {
        String name = BaseLib.string(args, 1, "require").tojstring();
        if (!(p.rawget("path") instanceof LuaString path)) {
            throw LuaErrors.error("'package.path' must be a string");
        }
        StringBuilder tried = new StringBuilder();
        String found = search(st, name.replace(".", "/"), path.tojstring(), tried);
        if (found == null) {
            return LuaValue.valueOf(tried.toString());
        }
        try {
            LuaFunction f = ScriptFiles.load(st, st.config.scriptDir().resolve(found), st.globals);
            return LuaValue.varargsOf(f, LuaValue.valueOf(found));
        } catch (LuaError e) {
            throw LuaErrors.error("error loading module '" + name + "' from file '" + found
                + "':\n\t" + LuaThrown.valueOf(e).tojstring());
        }
    }

    private static boolean isReadable(LuaState st, String file) {
        try {
            Path full = st.config.scriptDir().resolve(file);
            return Files.isReadable(full) && !Files.isDirectory(full);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String search(
            LuaState st, String file, String path, StringBuilder tried) {
        for (String template : path.split(";")) {
            if (template.isEmpty()) {
                continue;
            }
            String candidate = template.replace("?", file);
            LuaPolls.poll(FILE_STEPS + candidate.length() / 64);
            if (isReadable(st, candidate)) {
                return candidate;
            }
            tried.append("\n\tno file '").append(candidate).append("'");
        }
        return null;
    }

    private static Varargs searchPath(LuaState st, Varargs args) {
        // Which of several wrong arguments is told of is as in PUC: the last.
        String slash = args.isnil(4) ? "/" : BaseLib.string(args, 4, "searchpath").tojstring();
        String dot = args.isnil(3) ? "." : BaseLib.string(args, 3, "searchpath").tojstring();
        String path = BaseLib.string(args, 2, "searchpath").tojstring();
        String name = BaseLib.string(args, 1, "searchpath").tojstring();
        StringBuilder tried = new StringBuilder();
        String found = search(st, dot.isEmpty() ? name : name.replace(dot, slash), path, tried);
        return found != null ? LuaValue.valueOf(found)
            : LuaValue.varargsOf(LuaValue.NIL, LuaValue.valueOf(tried.toString()));
    }

    private static Varargs require(LuaState st, LuaTable p, Varargs args) {
        LuaString name = BaseLib.string(args, 1, "require");
        LuaValue known = st.loaded.rawget(name);
        if (known.toboolean()) {
            return known;
        }
        if (!(p.rawget("searchers") instanceof LuaTable searchers)) {
            throw LuaErrors.error("'package.searchers' must be a table");
        }
        StringBuilder tried = new StringBuilder();
        for (int i = 1;; i++) {
            LuaValue searcher = searchers.rawget(i);
            if (searcher.isnil()) {
                throw LuaErrors.error("module '" + name.tojstring() + "' not found:" + tried);
            }
            Varargs found = Ops.callAny(st, searcher, name);
            if (found.arg1() instanceof LuaFunction loader) {
                return run(st, name, loader, found.arg(2));
            }
            if (Interpreter.textual(found.arg1())) {
                tried.append(found.arg1().tojstring());
            }
        }
    }

    private static Varargs run(LuaState st, LuaString name, LuaFunction loader, LuaValue extra) {
        LuaValue result = loader.call(name, extra).arg1();
        if (!result.isnil()) {
            st.loaded.rawset(name, result);
        } else if (st.loaded.rawget(name).isnil()) {
            st.loaded.rawset(name, LuaValue.TRUE);
        }
        return st.loaded.rawget(name);
    }
}
