package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code error}, {@code pcall} and {@code xpcall}. */
final class Protection {
    private Protection() {}

    static void install(LuaState st, LuaTable g) {
        LuaFunction[] error = new LuaFunction[1];
        error[0] = Native.put(g, "error", args -> {
            int level = args.isnil(2) ? 1 : BaseLib.integer(args, 2, "error");
            throw BaseLib.raise(st, error[0], args.arg1(), level);
        });
        Native.put(g, "pcall", args -> {
            BaseLib.any(args, 1, "pcall");
            return protect(st, args.arg1(), args.subargs(2), null);
        });
        Native.put(g, "xpcall", args -> {
            if (args.narg() < 2) {
                throw LuaErrors.argument(2, "xpcall", "value expected");
            }
            return protect(st, args.arg1(), args.subargs(3), args.arg(2));
        });
    }

    /** The boundary where script errors become values; a {@link LuaStop} goes through. */
    private static Varargs protect(LuaState st, LuaValue f, Varargs args, LuaValue handler) {
        CallStack cs = st.stack;
        int depth = cs.depth;
        int room = cs.room;
        int bound = cs.bound;
        LuaValue value;
        // As Closure.invoke, without its catching and throwing on of every error.
        CallStack entered = null;
        try {
            Varargs results;
            if (f instanceof Closure c) {
                entered = c.enter();
                results = c.code.body.invoke(st, c, args);
                entered.javaCalls--;
                entered = null;
            } else {
                results = Ops.callAny(st, f, args);
            }
            return LuaValue.varargsOf(LuaValue.TRUE, results);
        } catch (LuaStop e) {
            leave(entered);
            throw e;
        } catch (LuaError e) {
            value = Faults.value(st, e, f);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            value = Failures.value(st, e);
        }
        leave(entered);
        if (handler != null) {
            value = handle(st, handler, value);
        }
        cs.restore(depth, room, bound);
        cs.forgetTailCalls();
        return LuaValue.varargsOf(LuaValue.FALSE, value);
    }

    private static void leave(CallStack entered) {
        if (entered != null) {
            entered.javaCalls--;
        }
    }

    /** Runs the handler while the stack still shows where the error was. */
    private static LuaValue handle(LuaState st, LuaValue handler, LuaValue value) {
        CallStack cs = st.stack;
        cs.depth = Math.min(cs.depth, CallStack.DEPTH_MAX - 1000);
        if (handler instanceof LuaFunction) {
            LuaValue current = value;
            // As PUC: the handler also gets the errors of the handler, while there is room for that.
            for (int i = 0; i < CallStack.JAVA_CALLS_MAX; i++) {
                try {
                    return Ops.callAny(st, handler, current).arg1();
                } catch (RuntimeException | StackOverflowError e) {
                    current = Failures.value(st, e);
                }
            }
        }
        return LuaValue.valueOf("error in error handling");
    }
}
