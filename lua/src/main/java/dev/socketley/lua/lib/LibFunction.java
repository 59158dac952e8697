package dev.socketley.lua.lib;

import dev.socketley.lua.Interned;
import dev.socketley.lua.Table;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A library function: a name and a body of the arity that suits it.
 *
 * <p>A missing argument reaches the body as {@code LuaValue.NONE}, which counts as nil.
 * <b>Thread:</b> the one that runs the state.
 */
public abstract class LibFunction extends LuaFunction {
    private final String name;

    LibFunction(String name) {
        this.name = name;
    }

    /** A body with at most one argument and one result. */
    @FunctionalInterface
    public interface One {
        /** Runs the body. */
        LuaValue apply(LuaValue a);
    }

    /** A body with at most two arguments and one result. */
    @FunctionalInterface
    public interface Two {
        /** Runs the body. */
        LuaValue apply(LuaValue a, LuaValue b);
    }

    /** A body with at most three arguments and one result. */
    @FunctionalInterface
    public interface Three {
        /** Runs the body. */
        LuaValue apply(LuaValue a, LuaValue b, LuaValue c);
    }

    /** A body with at most four arguments and any number of results. */
    @FunctionalInterface
    public interface Four {
        /** Runs the body. */
        Varargs apply(LuaValue a, LuaValue b, LuaValue c, LuaValue d);
    }

    /** A body with any number of arguments and results. */
    @FunctionalInterface
    public interface Any {
        /** Runs the body. */
        Varargs apply(Varargs args);
    }

    /** A function of at most one argument. */
    public static LibFunction one(String name, One body) {
        return new OneFunction(name, body);
    }

    /** A function of at most two arguments. */
    public static LibFunction two(String name, Two body) {
        return new TwoFunction(name, body);
    }

    /** A function of at most three arguments. */
    public static LibFunction three(String name, Three body) {
        return new ThreeFunction(name, body);
    }

    /** A function of at most four arguments with several results. */
    public static LibFunction four(String name, Four body) {
        return new FourFunction(name, body);
    }

    /** A function of any arguments and results. */
    public static LibFunction any(String name, Any body) {
        return new AnyFunction(name, body);
    }

    /** A table with each of {@code functions} under its name. */
    public static LuaTable table(LibFunction... functions) {
        LuaTable table = new Table(0, functions.length);
        for (LibFunction f : functions) {
            table.rawset(Interned.of(f.name), f);
        }
        return table;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final LuaValue call() {
        return call(NONE);
    }

    @Override
    public Varargs invoke() {
        return invoke(NONE);
    }

    static LuaValue first(Varargs results) {
        LuaValue value = results.arg1();
        return value == NONE ? NIL : value;
    }

    private static final class OneFunction extends LibFunction {
        private final One body;

        OneFunction(String name, One body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return body.apply(a);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return body.apply(a);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return body.apply(a);
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.apply(Args.at(args, 1));
        }
    }

    private static final class TwoFunction extends LibFunction {
        private final Two body;

        TwoFunction(String name, Two body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return body.apply(a, NONE);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return body.apply(a, b);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return body.apply(a, b);
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.apply(Args.at(args, 1), Args.at(args, 2));
        }
    }

    private static final class ThreeFunction extends LibFunction {
        private final Three body;

        ThreeFunction(String name, Three body) {
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
            return body.apply(Args.at(args, 1), Args.at(args, 2), Args.at(args, 3));
        }
    }

    private static final class FourFunction extends LibFunction {
        private final Four body;

        FourFunction(String name, Four body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return first(body.apply(a, NONE, NONE, NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return first(body.apply(a, b, NONE, NONE));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return first(body.apply(a, b, c, NONE));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.apply(
                Args.at(args, 1), Args.at(args, 2), Args.at(args, 3), Args.at(args, 4));
        }
    }

    private static final class AnyFunction extends LibFunction {
        private final Any body;

        AnyFunction(String name, Any body) {
            super(name);
            this.body = body;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return first(body.apply(a));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return first(body.apply(varargsOf(a, b)));
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return first(body.apply(varargsOf(a, b, c)));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return body.apply(args);
        }
    }
}
