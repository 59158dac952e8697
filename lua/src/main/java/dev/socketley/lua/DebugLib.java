package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/** The part of {@code debug} that looks and does not change. */
final class DebugLib {
    private DebugLib() {}

    static LuaTable table(LuaState st) {
        LuaTable t = new Table();
        Native.put(t, "traceback", args -> traceback(st, t, args));
        Native.put(t, "getinfo", args -> getinfo(st, t, args));
        Native.put(t, "getlocal", args -> getlocal(st, t, args));
        Native.put(t, "getmetatable", args -> {
            LuaValue meta = st.metatable(args.arg1());
            return meta == null ? LuaValue.NIL : meta;
        });
        Native.put(t, "getupvalue", DebugLib::getupvalue);
        return t;
    }

    private static Levels levels(LuaState st, LuaTable t, String self, Varargs args) {
        return args.arg1() instanceof Coroutine c ? new Levels(c.stack, null)
            : new Levels(st.stack, (LuaFunction) t.rawget(self));
    }

    private static Varargs traceback(LuaState st, LuaTable t, Varargs args) {
        boolean other = args.arg1() instanceof Coroutine;
        Varargs rest = other ? args.subargs(2) : args;
        LuaValue message = rest.arg1();
        if (!message.isnil() && !Interpreter.textual(message)) {
            return message;
        }
        int level = rest.isnil(2) ? other ? 0 : 1 : BaseLib.integer(rest, 2, "traceback");
        String text = levels(st, t, "traceback", args).traceback(level);
        return LuaValue.valueOf(message.isnil() ? text
            : Text.of(message).tojstring() + "\n" + text);
    }

    private static Varargs getinfo(LuaState st, LuaTable t, Varargs args) {
        Varargs rest = args.arg1() instanceof Coroutine ? args.subargs(2) : args;
        Levels levels = levels(st, t, "getinfo", args);
        Levels.Level level;
        if (rest.arg1() instanceof LuaFunction f) {
            level = new Levels.Level(f, f instanceof Closure c ? c.code : null, -1, null);
        } else {
            level = levels.at(BaseLib.integer(rest, 1, "getinfo"));
            if (level == null) {
                return LuaValue.NIL;
            }
        }
        LuaTable info = new Table();
        if (level.function() != null) {
            info.rawset("func", level.function());
        }
        info.rawset("currentline", LuaValue.valueOf(levels.line(level)));
        info.rawset("namewhat", LuaValue.valueOf(level.name() == null ? "" : level.name()[0]));
        if (level.name() != null) {
            info.rawset("name", LuaValue.valueOf(level.name()[1]));
        }
        info.rawset("istailcall", LuaValue.FALSE);
        source(info, level.code());
        return info;
    }

    private static void source(LuaTable info, LuaCode code) {
        if (code == null) {
            info.rawset("what", LuaValue.valueOf("C"));
            info.rawset("source", LuaValue.valueOf("=[C]"));
            info.rawset("short_src", LuaValue.valueOf("[C]"));
            info.rawset("linedefined", LuaValue.MINUSONE);
            info.rawset("lastlinedefined", LuaValue.MINUSONE);
            info.rawset("nups", LuaValue.ZERO);
            info.rawset("nparams", LuaValue.ZERO);
            info.rawset("isvararg", LuaValue.TRUE);
            return;
        }
        Prototype p = code.proto;
        info.rawset("what", LuaValue.valueOf(p.linedefined == 0 ? "main" : "Lua"));
        info.rawset("source", p.source);
        info.rawset("short_src", LuaValue.valueOf(code.chunk));
        info.rawset("linedefined", LuaValue.valueOf(p.linedefined));
        info.rawset("lastlinedefined", LuaValue.valueOf(p.linedefined == 0 ? -1 : p.lastlinedefined));
        info.rawset("nups", LuaValue.valueOf(p.upvalues.length));
        info.rawset("nparams", LuaValue.valueOf(p.numparams));
        info.rawset("isvararg", LuaValue.valueOf(code.vararg));
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
        if (!level.lua() || n < 1) {
            return LuaValue.NIL;
        }
        int d = level.frame();
        CallStack cs = levels.stack;
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

    private static Varargs getupvalue(Varargs args) {
        LuaFunction f = BaseLib.function(args, 1, "getupvalue");
        int n = BaseLib.integer(args, 2, "getupvalue");
        if (!(f instanceof Closure cl) || n < 1 || n > cl.up.length) {
            return LuaValue.NONE;
        }
        Closure.UpVal up = cl.up[n - 1];
        LuaString name = cl.code.proto.upvalues[n - 1].name;
        return LuaValue.varargsOf(
            name == null ? LuaValue.EMPTYSTRING : name, up.cells[up.index]);
    }
}
