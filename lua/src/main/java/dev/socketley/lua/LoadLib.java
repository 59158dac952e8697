package dev.socketley.lua;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code load} and its kin, and 5.1's environments of functions. */
final class LoadLib {
    private static final String ANY_MODE = "bt";
    private static final LuaString NO_PIECE = LuaValue.valueOf("reader function must return a string");

    private LoadLib() {}

    static void install(LuaState st, LuaTable g) {
        LuaFunction[] load = new LuaFunction[1];
        load[0] = Native.put(g, "load", args -> load(st, load[0], args));
        LuaFunction[] loadstring = new LuaFunction[1];
        loadstring[0] = Native.put(g, "loadstring", args -> load(st, loadstring[0], args));
        Native.put(g, "loadfile", args -> {
            LuaValue env = args.narg() >= 3 ? args.arg(3) : st.globals;
            String file = file(args, "loadfile");
            String mode = args.isnil(2) ? ANY_MODE : BaseLib.string(args, 2, "loadfile").tojstring();
            try {
                return ScriptFiles.load(st, file, mode, env);
            } catch (LuaError e) {
                return LuaValue.varargsOf(LuaValue.NIL, LuaThrown.valueOf(e));
            }
        });
        Native.put(g, "dofile", args -> dofile(st, file(args, "dofile")).invoke(LuaValue.NONE));
        Native.put(g, "setfenv", args -> setfenv(st, args));
        Native.put(g, "getfenv", args -> getfenv(st, args));
    }

    /** The name of a file; null is the standard input. */
    private static String file(Varargs args, String function) {
        return args.isnil(1) ? null : BaseLib.string(args, 1, function).tojstring();
    }

    /** What is wrong with the file is said without the place of the call. */
    private static LuaFunction dofile(LuaState st, String file) {
        try {
            return ScriptFiles.load(st, file, "t", st.globals);
        } catch (LuaError e) {
            throw new LuaThrown(LuaThrown.valueOf(e), e.getCause());
        }
    }

    private static Varargs load(LuaState st, LuaFunction self, Varargs args) {
        LuaValue chunk = args.arg1();
        String mode = args.isnil(3) ? ANY_MODE : BaseLib.string(args, 3, "load").tojstring();
        byte[] text;
        String name;
        if (Interpreter.textual(chunk)) {
            LuaString s = Text.of(chunk);
            text = bytes(s);
            name = args.isnil(2) ? s.tojstring() : BaseLib.string(args, 2, "load").tojstring();
        } else {
            name = args.isnil(2) ? "=(load)" : BaseLib.string(args, 2, "load").tojstring();
            LuaFunction reader = BaseLib.function(args, 1, "load");
            try {
                text = pieces(reader, mode);
            } catch (LuaError e) {
                return LuaValue.varargsOf(LuaValue.NIL, Faults.value(st, e, reader));
            }
            if (text == null) {
                return LuaValue.varargsOf(LuaValue.NIL,
                    BaseLib.raise(st, self, NO_PIECE, 1).getMessageObject());
            }
        }
        try {
            checkMode(text, mode);
            if (text.length > 0 && text[0] == '#') {
                // Only of files is such a line passed over.
                throw new LuaThrown(LuaValue.valueOf(
                    Chunks.display(name) + ":1: unexpected symbol near '#'"), null);
            }
            LuaValue env = args.narg() >= 4 ? args.arg(4) : st.globals;
            return LuaCode.main(Chunks.compile(text, name), st, env);
        } catch (LuaError e) {
            return LuaValue.varargsOf(LuaValue.NIL, LuaThrown.valueOf(e));
        }
    }

    /** Only text is ever taken, and that only where {@code mode} allows it. */
    static void checkMode(byte[] chunk, String mode) {
        String refused = refused(chunk.length > 0 ? chunk[0] : (byte) ' ', mode);
        if (refused != null) {
            throw new LuaThrown(LuaValue.valueOf(refused), null);
        }
    }

    /** Why a chunk that begins with {@code first} is not taken, or null. */
    private static String refused(byte first, String mode) {
        boolean binary = first == 27;
        return binary || !mode.contains("t") ? "attempt to load a " + (binary ? "binary" : "text")
            + " chunk (mode is '" + (binary ? "t" : mode) + "')" : null;
    }

    static byte[] bytes(LuaString s) {
        return Arrays.copyOfRange(s.m_bytes, s.m_offset, s.m_offset + s.m_length);
    }

    private static byte[] pieces(LuaFunction reader, String mode) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (;;) {
            LuaValue piece = reader.call().arg1();
            if (piece.isnil()) {
                return all.toByteArray();
            }
            if (!Interpreter.textual(piece)) {
                return null;
            }
            LuaString s = Text.of(piece);
            if (s.m_length == 0) {
                return all.toByteArray();
            }
            // A compiled reader that is short does not poll.
            LuaPolls.poll(1 + s.m_length / 64);
            boolean first = all.size() == 0;
            all.write(s.m_bytes, s.m_offset, s.m_length);
            if (first && refused(s.m_bytes[s.m_offset], mode) != null) {
                return all.toByteArray();
            }
        }
    }

    private static int environment(Closure cl) {
        for (int i = 0; i < cl.up.length; i++) {
            LuaString name = cl.code.proto.upvalues[i].name;
            if (name != null && "_ENV".equals(name.tojstring())) {
                return i;
            }
        }
        return -1;
    }

    private static LuaValue target(LuaState st, Varargs args, String function) {
        LuaValue f = args.arg1();
        if (f instanceof LuaFunction) {
            return f;
        }
        boolean optional = args.isnil(1) && function.equals("getfenv");
        int level = BaseLib.integer(optional ? LuaValue.ONE : args, 1, function);
        if (level == 0) {
            return LuaValue.NIL;
        }
        Levels.Level l = new Levels(st.stack, (LuaFunction) st.globals.rawget(function)).at(level);
        if (l == null) {
            throw LuaErrors.argument(1, function, "invalid level");
        }
        return l.function();
    }

    private static Varargs setfenv(LuaState st, Varargs args) {
        LuaTable env = BaseLib.table(args, 2, "setfenv");
        LuaValue f = target(st, args, "setfenv");
        if (f instanceof Closure cl) {
            setEnvironment(cl, env);
            return cl;
        }
        throw LuaErrors.error("'setfenv' cannot change environment of given object");
    }

    static void setEnvironment(Closure cl, LuaTable env) {
        int i = environment(cl);
        if (i >= 0) {
            cl.up[i] = new Closure.UpVal(env);
        }
    }

    private static Varargs getfenv(LuaState st, Varargs args) {
        if (target(st, args, "getfenv") instanceof Closure cl) {
            int i = environment(cl);
            if (i >= 0) {
                return cl.up[i].cells[cl.up[i].index];
            }
        }
        return st.globals;
    }
}
