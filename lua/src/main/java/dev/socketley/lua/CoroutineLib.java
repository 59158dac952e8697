package dev.socketley.lua;

import java.util.Locale;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code coroutine}. */
final class CoroutineLib {
    private CoroutineLib() {}

    static LuaTable table(LuaState st) {
        LuaTable t = new Table();
        Native.put(t, "create", args ->
            new Coroutine(st, BaseLib.function(args, 1, "create")));
        Native.put(t, "resume", args -> resume(thread(args, 1, "resume"), args.subargs(2)));
        t.rawset("yield", new YieldFunction(st));
        Native.put(t, "status", args -> LuaValue.valueOf(status(st, thread(args, 1, "status"))));
        Native.put(t, "running", args -> LuaValue.varargsOf(
            st.running == null ? st.mainThread() : st.running,
            LuaValue.valueOf(st.running == null)));
        Native.put(t, "isyieldable", args -> LuaValue.valueOf(
            args.isnil(1) ? st.running != null && st.running.mayYieldNow()
                : thread(args, 1, "isyieldable") != st.mainThread()));
        Native.put(t, "wrap", args -> wrap(st, new Coroutine(st, BaseLib.function(args, 1, "wrap"))));
        Native.put(t, "close", args -> close(st, thread(args, 1, "close")));
        return t;
    }

    private static Coroutine thread(Varargs args, int i, String function) {
        if (args.arg(i) instanceof Coroutine c) {
            return c;
        }
        throw LuaErrors.argument(i, function, "coroutine expected");
    }

    private static Varargs resume(Coroutine c, Varargs args) {
        try {
            return LuaValue.varargsOf(LuaValue.TRUE, c.resume(args));
        } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
            return LuaValue.varargsOf(LuaValue.FALSE, Failures.value(c.state, e));
        }
    }

    private static Native wrap(LuaState st, Coroutine c) {
        Native[] self = new Native[1];
        self[0] = Native.of("?", args -> {
            if (c.status == Coroutine.Status.RUNNING && args.narg() == 0) {
                // As PUC, which takes one without anything on its stack for dead.
                throw LuaErrors.error("cannot resume dead coroutine");
            }
            try {
                return c.resume(args);
            } catch (LuaThrown e) {
                // As PUC: the caller's position goes in front of a message.
                LuaThrown again = BaseLib.raise(st, self[0], e.getMessageObject(), 1);
                again.traceback = e.traceback;
                throw again;
            }
        });
        return self[0];
    }

    private static String status(LuaState st, Coroutine c) {
        return c == st.mainThread() && st.running != null ? "normal"
            : c.status.name().toLowerCase(Locale.ROOT);
    }

    private static Varargs close(LuaState st, Coroutine c) {
        if (c.status != Coroutine.Status.SUSPENDED && c.status != Coroutine.Status.DEAD) {
            throw LuaErrors.error("cannot close a " + status(st, c) + " coroutine");
        }
        LuaValue failure = c.close();
        return failure == null ? LuaValue.TRUE : LuaValue.varargsOf(LuaValue.FALSE, failure);
    }
}
