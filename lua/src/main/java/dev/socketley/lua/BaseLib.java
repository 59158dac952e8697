package dev.socketley.lua;

import java.io.PrintStream;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The basic functions, except those that load code. */
final class BaseLib {
    private static final LuaValue NIL = LuaValue.NIL;
    private static final LuaString PAIRS = LuaValue.valueOf("__pairs");
    private static final LuaString IPAIRS = LuaValue.valueOf("__ipairs");
    private static final LuaString NAME = LuaValue.valueOf("__name");

    private BaseLib() {}

    static void install(LuaState st, LuaTable g) {
        Native.put(g, "print", args -> print(st, args));
        Native.put(g, "type", BaseLib::type);
        Native.put(g, "tostring", args -> tostring(st, any(args, 1, "tostring")));
        Native.put(g, "tonumber", BaseLib::tonumber);
        Native.put(g, "select", BaseLib::select);
        Native.put(g, "assert", BaseLib::assertion);
        Native.put(g, "rawget", args ->
            table(args, 1, "rawget").rawget(any(args, 2, "rawget")));
        Native.put(g, "rawset", args -> {
            table(args, 1, "rawset").rawset(any(args, 2, "rawset"), any(args, 3, "rawset"));
            return args.arg1();
        });
        Native.put(g, "rawequal", args -> LuaValue.valueOf(
            any(args, 1, "rawequal").raweq(any(args, 2, "rawequal"))));
        Native.put(g, "rawlen", BaseLib::rawlen);
        Native.put(g, "getmetatable", args -> getmetatable(st, any(args, 1, "getmetatable")));
        Native.put(g, "setmetatable", BaseLib::setmetatable);
        Native.put(g, "collectgarbage", BaseLib::collectgarbage);
        Native.put(g, "unpack", BaseLib::unpack);
        installIteration(st, g);
        Protection.install(st, g);
    }

    private static void installIteration(LuaState st, LuaTable g) {
        LuaFunction next = Native.put(g, "next", args ->
            table(args, 1, "next").next(args.arg(2)));
        LuaFunction step = new Native("ipairs_next", args -> {
            LuaInteger i = LuaInteger.valueOf(args.toint(2) + 1);
            LuaValue v = args.arg1() instanceof LuaTable t ? t.rawget(i.v) : NIL;
            if (v.isnil()) {
                v = NIL;
            }
            return v.isnil() ? NIL : LuaValue.varargsOf(i, v);
        });
        Native.put(g, "pairs", args -> {
            LuaValue handler = st.tag(args.arg1(), PAIRS);
            return handler.isnil()
                ? LuaValue.varargsOf(next, table(args, 1, "pairs"), NIL)
                : three(Ops.callAny(st, handler, args.arg1()));
        });
        Native.put(g, "ipairs", args -> {
            LuaValue handler = st.tag(args.arg1(), IPAIRS);
            return handler.isnil()
                ? LuaValue.varargsOf(step, table(args, 1, "ipairs"), LuaValue.ZERO)
                : three(Ops.callAny(st, handler, args.arg1()));
        });
    }

    private static Varargs three(Varargs v) {
        return LuaValue.varargsOf(v.arg(1), v.arg(2), v.arg(3));
    }

    /** Argument {@code i}, which must be there, even if nil. */
    static LuaValue any(Varargs args, int i, String function) {
        if (args.narg() < i) {
            throw LuaErrors.argument(i, function, "value expected");
        }
        return args.arg(i);
    }

    static LuaValue given(Varargs args, int i) {
        return args.narg() < i ? LuaValue.NONE : args.arg(i);
    }

    static LuaTable table(Varargs args, int i, String function) {
        if (given(args, i) instanceof LuaTable t) {
            return t;
        }
        throw LuaErrors.type(i, function, "table", given(args, i));
    }

    static LuaFunction function(Varargs args, int i, String function) {
        if (given(args, i) instanceof LuaFunction f) {
            return f;
        }
        throw LuaErrors.type(i, function, "function", given(args, i));
    }

    static int integer(Varargs args, int i, String function) {
        LuaValue v = given(args, i);
        LuaValue n = v instanceof LuaString s ? Text.parse(s) : v;
        if (n.type() != LuaValue.TNUMBER) {
            throw LuaErrors.type(i, function, "number", v);
        }
        return (int) (long) n.todouble();
    }

    static LuaString string(Varargs args, int i, String function) {
        LuaValue v = given(args, i);
        if (!Interpreter.textual(v)) {
            throw LuaErrors.type(i, function, "string", v);
        }
        return Text.of(v);
    }

    private static Varargs print(LuaState st, Varargs args) {
        PrintStream out = st.config.out();
        for (int i = 1; i <= args.narg(); i++) {
            LuaString s = tostring(st, args.arg(i));
            if (i > 1) {
                out.write('\t');
            }
            out.write(s.m_bytes, s.m_offset, s.m_length);
        }
        out.write('\n');
        out.flush();
        return LuaValue.NONE;
    }

    static LuaString tostring(LuaState st, LuaValue v) {
        if (v instanceof LuaString s) {
            return s;
        }
        if (v.type() == LuaValue.TNUMBER) {
            return Text.of(v);
        }
        LuaValue handler = st.tag(v, LuaValue.TOSTRING);
        if (!handler.isnil()) {
            LuaValue made = Ops.callAny(st, handler, v).arg1();
            if (!Interpreter.textual(made)) {
                throw LuaErrors.error("'__tostring' must return a string");
            }
            return Text.of(made);
        }
        return switch (v.type()) {
            case LuaValue.TNIL, LuaValue.TNONE -> LuaValue.valueOf("nil");
            case LuaValue.TBOOLEAN -> LuaValue.valueOf(v.toboolean() ? "true" : "false");
            default -> address(st, v);
        };
    }

    private static LuaString address(LuaState st, LuaValue v) {
        LuaValue name = st.tag(v, NAME);
        String kind = name instanceof LuaString s ? s.tojstring() : v.typename();
        return LuaValue.valueOf(String.format("%s: 0x%08x", kind, System.identityHashCode(v)));
    }

    private static Varargs type(Varargs args) {
        return LuaValue.valueOf(any(args, 1, "type").typename());
    }

    private static Varargs tonumber(Varargs args) {
        if (args.arg(2).isnil()) {
            LuaValue v = any(args, 1, "tonumber");
            return v.type() == LuaValue.TNUMBER ? v : v instanceof LuaString s ? Text.parse(s) : NIL;
        }
        LuaString s = string(args, 1, "tonumber");
        int base = integer(args, 2, "tonumber");
        if (base < 2 || base > 36) {
            throw LuaErrors.argument(2, "tonumber", "base out of range");
        }
        String text = s.tojstring().strip();
        boolean minus = text.startsWith("-");
        double n = 0;
        for (int i = minus ? 1 : 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), base) : -1;
            if (digit < 0) {
                return NIL;
            }
            n = n * base + digit;
        }
        return text.length() == (minus ? 1 : 0) ? NIL : LuaValue.valueOf(minus ? -n : n);
    }

    private static Varargs select(Varargs args) {
        int n = args.narg();
        if (args.arg1() instanceof LuaString s && s.m_length == 1 && s.luaByte(0) == '#') {
            return LuaValue.valueOf(n - 1);
        }
        int i = integer(args, 1, "select");
        if (i < 0) {
            i = n + i;
        }
        if (i < 1) {
            throw LuaErrors.argument(1, "select", "index out of range");
        }
        return i >= n ? LuaValue.NONE : args.subargs(i + 1);
    }

    private static Varargs assertion(Varargs args) {
        if (args.arg1().toboolean()) {
            return args;
        }
        LuaValue message = args.arg(2);
        if (message.isnil() || Interpreter.textual(message)) {
            // As 5.2: the message gets the position of the assert.
            throw LuaErrors.error(
                message.isnil() ? "assertion failed!" : Text.of(message).tojstring());
        }
        throw new LuaThrown(message, null);
    }

    private static Varargs rawlen(Varargs args) {
        LuaValue v = given(args, 1);
        if (v instanceof LuaTable t) {
            return LuaValue.valueOf(t.rawlen());
        }
        if (v instanceof LuaString s) {
            return LuaValue.valueOf(s.m_length);
        }
        throw LuaErrors.argument(1, "rawlen", "table or string expected");
    }

    private static LuaValue getmetatable(LuaState st, LuaValue v) {
        LuaValue meta = st.metatable(v);
        if (meta == null) {
            return NIL;
        }
        LuaValue shown = meta.rawget(LuaValue.METATABLE);
        return shown.isnil() ? meta : shown;
    }

    private static Varargs setmetatable(Varargs args) {
        LuaTable t = table(args, 1, "setmetatable");
        LuaValue meta = given(args, 2);
        if (!(meta instanceof LuaTable) && (meta == LuaValue.NONE || !meta.isnil())) {
            throw LuaErrors.argument(2, "setmetatable", "nil or table expected");
        }
        LuaValue old = t.getmetatable();
        if (old != null && !old.rawget(LuaValue.METATABLE).isnil()) {
            throw LuaErrors.error("cannot change a protected metatable");
        }
        t.setmetatable(meta.isnil() ? null : meta);
        return t;
    }

    private static Varargs collectgarbage(Varargs args) {
        String what = args.isnil(1) ? "collect" : string(args, 1, "collectgarbage").tojstring();
        switch (what) {
            case "collect", "stop", "restart", "generational", "incremental":
                return LuaValue.ZERO;
            case "setpause", "setstepmul", "setmajorinc":
                return LuaValue.valueOf(200);
            case "step", "isrunning":
                return LuaValue.TRUE;
            case "count": {
                Runtime rt = Runtime.getRuntime();
                long used = rt.totalMemory() - rt.freeMemory();
                return LuaValue.varargsOf(
                    LuaValue.valueOf(used / 1024.0), LuaValue.valueOf((int) (used % 1024)));
            }
            default:
                throw LuaErrors.argument(1, "collectgarbage", "invalid option '" + what + "'");
        }
    }

    private static Varargs unpack(Varargs args) {
        LuaTable t = table(args, 1, "unpack");
        int from = args.isnil(2) ? 1 : integer(args, 2, "unpack");
        int to = args.isnil(3) ? t.rawlen() : integer(args, 3, "unpack");
        long n = (long) to - from + 1;
        if (n <= 0) {
            return LuaValue.NONE;
        }
        if (n >= 1_000_000) {
            throw LuaErrors.error("too many results to unpack");
        }
        LuaValue[] all = new LuaValue[(int) n];
        for (int i = 0; i < n; i++) {
            all[i] = t.rawget(from + i);
        }
        return LuaValue.varargsOf(all);
    }

    /** Raises {@code value}; strings get the position of {@code level}. */
    static LuaThrown raise(LuaState st, LuaFunction self, LuaValue value, int level) {
        if (level > 0 && Interpreter.textual(value)) {
            String where = new Levels(st.stack, self).where(level);
            if (!where.isEmpty()) {
                LuaString s = Text.of(value);
                byte[] front = where.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                byte[] all = java.util.Arrays.copyOf(front, front.length + s.m_length);
                System.arraycopy(s.m_bytes, s.m_offset, all, front.length, s.m_length);
                return new LuaThrown(LuaString.valueUsing(all), null);
            }
        }
        return new LuaThrown(value.isnil() ? NIL : value, null);
    }
}
