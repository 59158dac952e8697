package dev.socketley.lua;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    private static final LuaString TRUE = LuaValue.valueOf("true");
    private static final LuaString FALSE = LuaValue.valueOf("false");
    /** The names of types, by their number plus one. */
    private static final LuaString[] TYPES = new LuaString[LuaValue.TYPE_NAMES.length + 1];

    static {
        for (int i = 0; i < LuaValue.TYPE_NAMES.length; i++) {
            TYPES[i + 1] = LuaValue.valueOf(LuaValue.TYPE_NAMES[i]);
        }
    }
    private static final LuaString FAILED = LuaValue.valueOf("assertion failed!");

    private BaseLib() {}

    static void install(LuaState st, LuaTable g) {
        Native.put(g, "print", args -> print(st, args));
        Native.one(g, "type", (v, b, c) -> TYPES[present(v, 1, "type").type() + 1]);
        Native.one(g, "tostring", (v, b, c) -> tostring(st, present(v, 1, "tostring")));
        Native.one(g, "tonumber", (v, base, c) -> tonumber(v, base));
        Native.put(g, "select", BaseLib::select);
        LuaFunction[] assertion = new LuaFunction[1];
        assertion[0] = Native.put(g, "assert", args -> assertion(st, assertion[0], args));
        Native.one(g, "rawget", (t, k, c) ->
            table(t, 1, "rawget").rawget(present(k, 2, "rawget")));
        Native.one(g, "rawset", (t, k, v) -> {
            table(t, 1, "rawset").rawset(present(k, 2, "rawset"), present(v, 3, "rawset"));
            return t;
        });
        Native.one(g, "rawequal", (a, b, c) -> LuaValue.valueOf(
            present(a, 1, "rawequal").raweq(present(b, 2, "rawequal"))));
        Native.one(g, "rawlen", (v, b, c) -> rawlen(v));
        Native.one(g, "getmetatable", (v, b, c) ->
            getmetatable(st, present(v, 1, "getmetatable")));
        Native.one(g, "setmetatable", (t, meta, c) -> setmetatable(st, t, meta));
        Native.put(g, "collectgarbage", args -> collectgarbage(st, args));
        installIteration(st, g);
        Protection.install(st, g);
    }

    private static void installIteration(LuaState st, LuaTable g) {
        LuaFunction next = Native.several(g, "next", (t, key, c) ->
            table(t, 1, "next").next(key));
        LuaFunction step = Native.of("ipairs_next", args -> {
            LuaInteger i = LuaInteger.valueOf(args.toint(2) + 1);
            LuaValue v = args.arg1() instanceof LuaTable t ? t.rawget(i.v) : NIL;
            return v.isnil() ? NIL : LuaValue.varargsOf(i, v);
        });
        Native.several(g, "pairs", (t, b, c) -> {
            LuaValue handler = st.tag(t, PAIRS);
            return handler.isnil()
                ? LuaValue.varargsOf(next, table(t, 1, "pairs"), NIL)
                : three(Ops.callAny(st, handler, t));
        });
        Native.several(g, "ipairs", (t, b, c) -> {
            LuaValue handler = st.tag(t, IPAIRS);
            return handler.isnil()
                ? LuaValue.varargsOf(step, table(t, 1, "ipairs"), LuaValue.ZERO)
                : three(Ops.callAny(st, handler, t));
        });
        st.iteration = new Iteration(next, step);
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

    /** An argument that must be there, even if nil. */
    private static LuaValue present(LuaValue v, int i, String function) {
        if (v == LuaValue.NONE) {
            throw LuaErrors.argument(i, function, "value expected");
        }
        return v;
    }

    private static LuaTable table(LuaValue v, int i, String function) {
        if (v instanceof LuaTable t) {
            return t;
        }
        throw LuaErrors.type(i, function, "table", v);
    }

    static LuaTable table(Varargs args, int i, String function) {
        return table(given(args, i), i, function);
    }

    static LuaFunction function(Varargs args, int i, String function) {
        if (given(args, i) instanceof LuaFunction f) {
            return f;
        }
        throw LuaErrors.type(i, function, "function", given(args, i));
    }

    static int integer(Varargs args, int i, String function) {
        return integer(given(args, i), i, function);
    }

    private static int integer(LuaValue v, int i, String function) {
        LuaValue n = v instanceof LuaString s ? Text.parse(s) : v;
        if (n.type() != LuaValue.TNUMBER) {
            throw LuaErrors.type(i, function, "number", v);
        }
        double d = n.todouble();
        // As C on x86-64: what does not fit into 64 bits becomes the smallest that does.
        return d >= 0x1p63 ? 0 : (int) (long) d;
    }

    static LuaString string(Varargs args, int i, String function) {
        return string(given(args, i), i, function);
    }

    private static LuaString string(LuaValue v, int i, String function) {
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
            case LuaValue.TNIL, LuaValue.TNONE -> TYPES[LuaValue.TNIL + 1];
            case LuaValue.TBOOLEAN -> v.toboolean() ? TRUE : FALSE;
            default -> address(st, v);
        };
    }

    private static LuaString address(LuaState st, LuaValue v) {
        LuaValue name = st.tag(v, NAME);
        String kind = name instanceof LuaString s ? s.tojstring() : v.typename();
        return LuaValue.valueOf(String.format("%s: 0x%08x", kind, System.identityHashCode(v)));
    }

    private static LuaValue tonumber(LuaValue v, LuaValue radix) {
        if (radix.isnil()) {
            present(v, 1, "tonumber");
            return v.type() == LuaValue.TNUMBER ? v : v instanceof LuaString s ? Text.parse(s) : NIL;
        }
        LuaString s = string(v, 1, "tonumber");
        int base = integer(radix, 2, "tonumber");
        if (base < 2 || base > 36) {
            throw LuaErrors.argument(2, "tonumber", "base out of range");
        }
        String text = s.tojstring().strip();
        boolean minus = text.startsWith("-");
        double n = 0;
        int start = minus || text.startsWith("+") ? 1 : 0;
        for (int i = start; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), base) : -1;
            if (digit < 0) {
                return NIL;
            }
            n = n * base + digit;
        }
        return text.length() == start ? NIL : LuaValue.valueOf(minus ? -n : n);
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

    private static Varargs assertion(LuaState st, LuaFunction self, Varargs args) {
        if (args.arg1().toboolean()) {
            return args;
        }
        LuaValue message = args.arg(2);
        if (message.isnil() || Interpreter.textual(message)) {
            // As 5.2: the message gets the position of the assert.
            throw raise(st, self,
                message.isnil() ? FAILED : message, 1);
        }
        throw new LuaThrown(message, null);
    }

    private static LuaValue rawlen(LuaValue v) {
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

    private static LuaValue setmetatable(LuaState st, LuaValue object, LuaValue given) {
        LuaTable t = table(object, 1, "setmetatable");
        LuaValue meta = metatable(given);
        LuaValue old = t.getmetatable();
        if (old != null && !old.rawget(LuaValue.METATABLE).isnil()) {
            throw LuaErrors.error("cannot change a protected metatable");
        }
        setMetatable(st, t, meta);
        return t;
    }

    /** The second argument of {@code setmetatable}, null for nil. */
    static LuaValue metatable(LuaValue given) {
        if (!(given instanceof LuaTable) && (given == LuaValue.NONE || !given.isnil())) {
            throw LuaErrors.argument(2, "setmetatable", "nil or table expected");
        }
        return given.isnil() ? null : given;
    }

    static void setMetatable(LuaState st, LuaTable t, LuaValue meta) {
        t.setmetatable(meta);
        if (meta instanceof Table m && m.handler(Meta.GC) != NIL) {
            st.finalizers.mark((Table) t);
        }
    }

    private static Varargs collectgarbage(LuaState st, Varargs args) {
        String what = args.isnil(1) ? "collect" : string(args, 1, "collectgarbage").tojstring();
        if (!args.isnil(2)) {
            integer(args, 2, "collectgarbage");
        }
        switch (what) {
            case "collect":
                st.stack.forgetReturned();
                Garbage.collect();
                st.finalizers.callCollected();
                return LuaValue.ZERO;
            case "stop", "restart", "generational", "incremental":
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

    /** Raises {@code value}; strings get the position of {@code level}. */
    static LuaThrown raise(LuaState st, LuaFunction self, LuaValue value, int level) {
        if (level > 0 && Interpreter.textual(value)) {
            String where = Levels.where(st.stack, self, level);
            if (where.isEmpty()) {
                return new LuaThrown(Text.of(value), null);
            } else {
                LuaString s = Text.of(value);
                byte[] front = where.getBytes(StandardCharsets.UTF_8);
                byte[] all = Arrays.copyOf(front, front.length + s.m_length);
                System.arraycopy(s.m_bytes, s.m_offset, all, front.length, s.m_length);
                return new LuaThrown(LuaStrings.using(all), null);
            }
        }
        return new LuaThrown(value.isnil() ? NIL : value, null);
    }
}
