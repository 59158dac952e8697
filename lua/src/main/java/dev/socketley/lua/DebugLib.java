package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/** The part of {@code debug} that looks, and what changes only tables and functions of this state. */
final class DebugLib {
    private DebugLib() {}

    static LuaTable table(LuaState st) {
        LuaTable t = new Table();
        Native.put(t, "traceback", args -> traceback(st, t, args));
        Native.put(t, "getinfo", args -> getinfo(st, t, args));
        Native.put(t, "getlocal", args -> getlocal(st, t, args));
        Native.put(t, "getmetatable", args -> {
            LuaValue meta = st.metatable(BaseLib.any(args, 1, "getmetatable"));
            return meta == null ? LuaValue.NIL : meta;
        });
        Native.put(t, "setmetatable", args -> {
            LuaValue meta = BaseLib.metatable(args.narg() < 2 ? LuaValue.NONE : args.arg(2));
            if (args.arg1() instanceof LuaString) {
                st.stringMeta = (LuaTable) meta;
            } else {
                BaseLib.setMetatable(st, BaseLib.table(args, 1, "setmetatable"), meta);
            }
            return args.arg1();
        });
        Native.put(t, "gethook", args ->
            LuaValue.varargsOf(LuaValue.NIL, LuaValue.EMPTYSTRING, LuaValue.ZERO));
        Native.put(t, "sethook", args -> {
            if (!args.isnil(1)) {
                throw LuaErrors.error("there are no hooks here");
            }
            return LuaValue.NONE;
        });
        Native.put(t, "getuservalue", args -> LuaValue.NIL);
        installUpvalues(t);
        return t;
    }

    private static void installUpvalues(LuaTable t) {
        Native.put(t, "getupvalue", args -> {
            Closure.UpVal up = upvalue(args, 1, "getupvalue");
            return up == null ? LuaValue.NONE
                : LuaValue.varargsOf(upvalueName(args), up.cells[up.index]);
        });
        Native.put(t, "setupvalue", args -> {
            LuaValue value = BaseLib.any(args, 3, "setupvalue");
            Closure.UpVal up = upvalue(args, 1, "setupvalue");
            if (up == null) {
                return LuaValue.NONE;
            }
            up.cells[up.index] = value;
            return upvalueName(args);
        });
        Native.put(t, "upvalueid", args ->
            new LuaUserdata(present(upvalue(args, 1, "upvalueid"), 2, "upvalueid")));
        Native.put(t, "upvaluejoin", args -> {
            present(upvalue(args, 1, "upvaluejoin"), 2, "upvaluejoin");
            Closure.UpVal other = present(upvalue(args, 3, "upvaluejoin"), 4, "upvaluejoin");
            ((Closure) args.arg1()).up[args.arg(2).toint() - 1] = other;
            return LuaValue.NONE;
        });
    }

    /** The captured variable that arguments name, a function and a number, or null. */
    private static Closure.UpVal upvalue(Varargs args, int first, String function) {
        int n = BaseLib.integer(args, first + 1, function);
        LuaFunction f = BaseLib.function(args, first, function);
        return f instanceof Closure cl && n >= 1 && n <= cl.up.length ? cl.up[n - 1] : null;
    }

    private static Closure.UpVal present(Closure.UpVal up, int argument, String function) {
        if (up == null) {
            throw LuaErrors.argument(argument, function, "invalid upvalue index");
        }
        return up;
    }

    private static LuaValue upvalueName(Varargs args) {
        LuaString name = ((Closure) args.arg1()).code.proto.upvalues[args.arg(2).toint() - 1].name;
        return name == null ? LuaValue.EMPTYSTRING : name;
    }

    private static Levels levels(LuaState st, LuaTable t, String self, Varargs args) {
        return args.arg1() instanceof Coroutine c ? new Levels(c.stack, null)
            : new Levels(st.stack, (LuaFunction) t.rawget(self));
    }

    private static Varargs traceback(LuaState st, LuaTable t, Varargs args) {
        boolean other = args.arg1() instanceof Coroutine;
        int first = other ? 2 : 1;
        LuaValue message = args.arg(first);
        if (!message.isnil() && !Interpreter.textual(message)) {
            return message;
        }
        int level = args.isnil(first + 1) ? other ? 0 : 1
            : BaseLib.integer(args, first + 1, "traceback");
        String text = levels(st, t, "traceback", args).traceback(level);
        return message.isnil() ? LuaValue.valueOf(text)
            : Text.of(message).concat(LuaValue.valueOf("\n" + text));
    }

    private static Varargs getinfo(LuaState st, LuaTable t, Varargs args) {
        int first = args.arg1() instanceof Coroutine ? 2 : 1;
        LuaValue asked = args.arg(first);
        String what = args.isnil(first + 1) ? "flnStu"
            : BaseLib.string(args, first + 1, "getinfo").tojstring();
        Levels levels = levels(st, t, "getinfo", args);
        Levels.Level level;
        if (asked instanceof LuaFunction f) {
            level = new Levels.Level(f, f instanceof Closure c ? c.code : null, -1, null);
        } else if (asked.type() == LuaValue.TNUMBER
                || asked instanceof LuaString s && !Text.parse(s).isnil()) {
            level = levels.at(BaseLib.integer(args, first, "getinfo"));
            if (level == null) {
                return LuaValue.NIL;
            }
        } else {
            throw LuaErrors.argument(first, "getinfo", "function or level expected");
        }
        LuaTable info = new Table();
        for (int i = 0; i < what.length(); i++) {
            switch (what.charAt(i)) {
                case 'f' -> info.rawset("func",
                    level.function() == null ? LuaValue.NIL : level.function());
                case 'l' -> info.rawset("currentline", LuaValue.valueOf(levels.line(level)));
                case 'L' -> info.rawset("activelines", activeLines(level.code()));
                case 'n' -> {
                    info.rawset("namewhat", LuaValue.valueOf(level.name() == null ? "" : level.name()[0]));
                    info.rawset("name",
                        level.name() == null ? LuaValue.NIL : LuaValue.valueOf(level.name()[1]));
                }
                case 'S' -> source(info, level.code());
                case 't' -> info.rawset("istailcall", LuaValue.valueOf(levels.isTailCall(level)));
                case 'u' -> parameters(info, level.code());
                default -> throw LuaErrors.argument(first + 1, "getinfo", "invalid option");
            }
        }
        return info;
    }

    /** A set of the lines that have code, nil for a native. */
    private static LuaValue activeLines(LuaCode code) {
        if (code == null) {
            return LuaValue.NIL;
        }
        LuaTable lines = new Table();
        for (int line : code.proto.lineinfo) {
            lines.rawset(line, LuaValue.TRUE);
        }
        return lines;
    }

    private static void source(LuaTable info, LuaCode code) {
        if (code == null) {
            info.rawset("what", LuaValue.valueOf("C"));
            info.rawset("source", LuaValue.valueOf("=[C]"));
            info.rawset("short_src", LuaValue.valueOf("[C]"));
            info.rawset("linedefined", LuaValue.MINUSONE);
            info.rawset("lastlinedefined", LuaValue.MINUSONE);
            return;
        }
        Prototype p = code.proto;
        info.rawset("what", LuaValue.valueOf(p.linedefined == 0 ? "main" : "Lua"));
        info.rawset("source", p.source);
        info.rawset("short_src", LuaValue.valueOf(code.chunk));
        info.rawset("linedefined", LuaValue.valueOf(p.linedefined));
        info.rawset("lastlinedefined", LuaValue.valueOf(p.linedefined == 0 ? 0 : p.lastlinedefined));
    }

    private static void parameters(LuaTable info, LuaCode code) {
        info.rawset("nups", LuaValue.valueOf(code == null ? 0 : code.proto.upvalues.length));
        info.rawset("nparams", LuaValue.valueOf(code == null ? 0 : code.proto.numparams));
        info.rawset("isvararg", LuaValue.valueOf(code == null || code.vararg));
    }

    private static Varargs getlocal(LuaState st, LuaTable t, Varargs args) {
        Varargs rest = args.arg1() instanceof Coroutine ? args.subargs(2) : args;
        int n = BaseLib.integer(rest, 2, "getlocal");
        if (rest.arg1() instanceof LuaFunction f) {
            LuaString name = f instanceof Closure cl && n <= cl.code.params
                ? cl.code.proto.getlocalname(n, 0) : null;
            return name == null ? LuaValue.NIL : name;
        }
        Levels levels = levels(st, t, "getlocal", args);
        Levels.Level level = levels.at(BaseLib.integer(rest, 1, "getlocal"));
        if (level == null) {
            throw LuaErrors.argument(1, "getlocal", "level out of range");
        }
        if (!level.lua()) {
            return LuaValue.NIL;
        }
        int d = level.frame();
        CallStack cs = levels.stack;
        if (n < 1) {
            return vararg(cs, d, -n);
        }
        LuaString name = level.code().proto.getlocalname(n, cs.pc(d));
        if (name == null) {
            return LuaValue.NIL;
        }
        if (cs.compiled(d)) {
            return name;
        }
        LuaValue value = cs.frames[d][n - 1];
        return LuaValue.varargsOf(name, value == null ? LuaValue.NIL : value);
    }

    /** The {@code n}th of the values that {@code ...} stands for, which an interpreted frame has. */
    private static Varargs vararg(CallStack cs, int d, int n) {
        LuaValue[] r = cs.compiled(d) ? null : cs.frames[d];
        return r != null && n > 0 && r[r.length - 2] instanceof Extra extra && extra.varargs != null
            && n <= extra.varargs.narg()
            ? LuaValue.varargsOf(LuaValue.valueOf("(*vararg)"), extra.varargs.arg(n)) : LuaValue.NIL;
    }
}
