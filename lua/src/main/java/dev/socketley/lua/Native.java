package dev.socketley.lua;

import dev.socketley.lua.lib.LibFunction;
import java.util.Set;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A function of the basic libraries made from a Java method of the arity that suits it; a missing
 * argument reaches the method as {@code NONE}.
 */
abstract class Native extends LuaFunction {
    /** The method: arguments in, results out. */
    @FunctionalInterface
    interface Body {
        Varargs run(Varargs args);
    }

    private static final Set<String> CALL_BACK = Set.of("pcall", "xpcall", "require", "dofile",
        "load", "tostring", "print", "pairs", "ipairs");

    /** Whether it may call Lua, itself or through a metamethod. */
    final boolean callsBack;
    private final String name;

    Native(String name) {
        this.name = name;
        callsBack = CALL_BACK.contains(name);
    }

    /** A function of any arguments and results. */
    static Native of(String name, Body body) {
        return new Any(name, body);
    }

    static Native put(LuaTable into, String name, Body body) {
        return put(into, of(name, body));
    }

    /** A function of up to three arguments and one result. */
    static Native one(LuaTable into, String name, LibFunction.Three body) {
        return put(into, new Fixed(name, body));
    }

    /** A function of up to three arguments and any results. */
    static Native several(LuaTable into, String name, Several.Body body) {
        return put(into, new Several(name, body));
    }

    private static Native put(LuaTable into, Native f) {
        into.rawset(Interned.of(f.name), f);
        return f;
    }

    @Override
    public final LuaValue call() {
        return call(NONE);
    }

    @Override
    public final String name() {
        return name;
    }

    private static LuaValue at(Varargs args, int i) {
        return i <= args.narg() ? args.arg(i) : NONE;
    }

    private static LuaValue first(Varargs results) {
        LuaValue v = results.arg1();
        return v == NONE ? NIL : v;
    }

    private static final class Any extends Native {
        private final Body body;

        Any(String name, Body body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return first(body.run(a));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return first(body.run(varargsOf(a, b)));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return first(body.run(varargsOf(a, b, c)));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.run(args);
        }
    }

    private static final class Fixed extends Native {
        private final LibFunction.Three body;

        Fixed(String name, LibFunction.Three body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return body.apply(a, NONE, NONE);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return body.apply(a, b, NONE);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return body.apply(a, b, c);
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.apply(at(args, 1), at(args, 2), at(args, 3));
        }
    }

    /** A function of up to three arguments and any results. */
    static final class Several extends Native {
        /** The method. */
        @FunctionalInterface
        interface Body {
            Varargs run(LuaValue a, LuaValue b, LuaValue c);
        }

        private final Body body;

        Several(String name, Body body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return first(body.run(a, NONE, NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return first(body.run(a, b, NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return first(body.run(a, b, c));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.run(at(args, 1), at(args, 2), at(args, 3));
        }
    }
}
