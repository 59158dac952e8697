package dev.socketley.lua;

import dev.socketley.lua.lib.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/** Loads source files into a state and remembers them. */
final class ScriptFiles {
    private static final String STDIN = "=stdin";

    private ScriptFiles() {}

    /** {@code name} beside the script, or where the engine was started if it is only there. */
    private static Path path(LuaState st, String name) {
        try {
            Path beside = FileErrors.path(st.config.scriptDir(), name);
            Path started = FileErrors.path(Path.of(""), name);
            return st.fileWork.run(() -> !Files.exists(beside) && Files.exists(started), () -> false)
                ? started : beside;
        } catch (IOException e) {
            throw cannotOpen(name, e);
        }
    }

    private static LuaError cannotOpen(String name, IOException e) {
        return new LuaError("cannot open " + name + ": " + FileErrors.text(e));
    }

    /** As {@code load} takes {@code mode}; {@code file} null is what is left of the standard input. */
    static LuaFunction load(LuaState st, String file, String mode, LuaValue env) {
        return file == null ? main(st, input(st), STDIN, STDIN, mode, env)
            : load(st, path(st, file), mode, env);
    }

    static LuaFunction load(LuaState st, Path file, LuaValue env) {
        return load(st, file, "t", env);
    }

    private static LuaFunction load(LuaState st, Path file, String mode, LuaValue env) {
        st.addFile(file);
        String name = name(st, file);
        try {
            byte[] text = st.fileWork.run(() -> Files.readAllBytes(file), () -> false);
            return main(st, text, "@" + name, "@" + file, mode, env);
        } catch (IOException e) {
            throw cannotOpen(name, e);
        }
    }

    /** {@code source}: where the file is, as {@code debug.getinfo} tells; messages have its short name. */
    private static LuaFunction main(LuaState st, byte[] text, String name, String source, String mode,
            LuaValue env) {
        byte[] body = body(text);
        LoadLib.checkMode(body, mode);
        Prototype main = Chunks.compile(body, name);
        LuaFunction loaded = LuaCode.main(main, st, env);
        located(main, LuaValue.valueOf(source));
        return loaded;
    }

    private static void located(Prototype p, LuaString source) {
        p.source = source;
        if (p.p != null) {
            for (Prototype inner : p.p) {
                located(inner, source);
            }
        }
    }

    private static byte[] input(LuaState st) {
        Varargs read = st.readInput.get();
        if (read.isnil(1)) {
            throw new LuaError("cannot read stdin: " + read.tojstring(2));
        }
        return LoadLib.bytes(read.checkstring(1));
    }

    /** Relative to the script directory when it is below that. */
    private static String name(LuaState st, Path file) {
        Path base = st.config.scriptDir().toAbsolutePath().normalize();
        Path full = file.toAbsolutePath().normalize();
        return full.startsWith(base) ? base.relativize(full).toString() : file.toString();
    }

    /** Without byte order mark and without a first line that starts with {@code #}. */
    private static byte[] body(byte[] text) {
        int at = text.length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb
            && text[2] == (byte) 0xbf ? 3 : 0;
        if (at < text.length && text[at] == '#') {
            while (at < text.length && text[at] != '\n') {
                at++;
            }
        }
        return at == 0 ? text : Arrays.copyOfRange(text, at, text.length);
    }
}
