package dev.socketley.lua;

import dev.socketley.lua.lib.LibFunction;
import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A coroutine made by the script.
 *
 * <p>Its Lua frames are on the heap: a {@code yield} that its interpreted code calls itself leaves the
 * interpreter by returning, and a resume enters it again at the place that the frame tells. What goes
 * through Java (natives that call back, metamethods, compiled code) runs as a {@link Crossing}.
 */
final class Coroutine extends LuaValue {
    /** As PUC: coroutines resumed from within coroutines. */
    private static final int NESTED_MAX = 190;

    enum Status { SUSPENDED, RUNNING, NORMAL, DEAD }

    final LuaState state;
    final CallStack stack = new CallStack();
    Status status = Status.SUSPENDED;
    private LuaFunction function;
    private Crossing crossing;
    private Varargs transfer = NONE;
    private boolean failed;
    private int nested;

    Coroutine(LuaState state, LuaFunction function) {
        this.state = state;
        this.function = function;
    }

    /** Runs until the next yield or the end; an error inside is thrown here. */
    Varargs resume(Varargs args) {
        if (status != Status.SUSPENDED) {
            String word = status == Status.DEAD ? "dead" : "non-suspended";
            throw LuaErrors.error("cannot resume " + word + " coroutine");
        }
        Coroutine outer = state.running;
        nested = outer == null ? 1 : outer.nested + 1;
        if (nested > NESTED_MAX) {
            throw LuaErrors.error("C stack overflow");
        }
        CallStack outerStack = state.stack;
        if (outer != null) {
            outer.status = Status.NORMAL;
        }
        // It runs on top of what resumes it.
        int under = outerStack.javaCalls + 1;
        stack.javaCalls += under;
        stack.direct = under;
        if (stack.depth == 0) {
            stack.room = outerStack.roomNow();
        }
        state.running = this;
        state.stack = stack;
        status = Status.RUNNING;
        try {
            Varargs results = run(args);
            status = results == null ? Status.SUSPENDED : Status.DEAD;
            return results == null ? taken() : results;
        } finally {
            if (status == Status.RUNNING) {
                status = Status.DEAD;
                crossing = null;
            }
            stack.javaCalls -= under;
            state.running = outer;
            state.stack = outerStack;
            if (outer != null) {
                outer.status = Status.RUNNING;
            }
        }
    }

    private Varargs taken() {
        Varargs out = transfer;
        transfer = NONE;
        return out;
    }

    /** The boundary of a coroutine: results, or null when it yielded. */
    private Varargs run(Varargs in) {
        LuaFunction body = function;
        try {
            return advance(in);
        } catch (Left left) {
            return null;
        } catch (LuaThrown e) {
            throw failed(e);
        } catch (LuaError e) {
            throw failed(new LuaThrown(Faults.value(state, e, body), e.getCause()));
        } catch (RuntimeException e) {
            throw failed(Failures.internal(state, e));
        }
    }

    /** What ended it waits for {@link #close}, where results would be. */
    private LuaThrown failed(LuaError e) {
        LuaThrown thrown = LuaTraceback.attach(e, stack);
        transfer = thrown.getMessageObject();
        failed = true;
        return thrown;
    }

    private Varargs advance(Varargs in) {
        LuaFunction first = function;
        if (first != null) {
            function = null;
            return first instanceof Closure c && !c.code.compiled
                ? Interpreter.execute(state, c, c.frame(in))
                : call(first, in);
        }
        Varargs v = in;
        if (crossing != null) {
            v = proceed(in);
            if (v == null) {
                return null;
            }
        }
        if (stack.depth == 0) {
            return v;
        }
        Places.finish(stack, v);
        return Interpreter.resume(state, v);
    }

    private Varargs proceed(Varargs in) {
        Crossing c = crossing;
        try {
            Varargs out = c.go(in);
            if (out == null) {
                transfer = c.taken();
            }
            return out;
        } catch (LuaError e) {
            throw e instanceof LuaThrown || c.depth() == 0 ? e
                : Faults.locate(e, stack, c.depth() - 1);
        } finally {
            if (c.ended()) {
                crossing = null;
            }
        }
    }

    /**
     * Calls something that is no interpreted function from the coroutine's own frames, which
     * {@link CallStack#isDirect} tells.
     *
     * @return the results; null when it yielded, and then the caller leaves
     */
    Varargs call(LuaValue f, Varargs args) {
        if (f instanceof YieldFunction) {
            transfer = args;
            if (stack.depth > 0) {
                stack.closure(stack.depth - 1).code.yields = true;
            }
            return null;
        }
        return cross(() -> Ops.callAny(state, f, args));
    }

    private Varargs cross(Supplier<? extends Varargs> work) {
        crossing = new Crossing(state, stack, work);
        return proceed(NONE);
    }

    /** Runs an instruction of the coroutine's own frames whose metamethod may yield. */
    LuaValue instruction(Supplier<LuaValue> work) {
        Varargs out = cross(work);
        if (out == null) {
            throw Left.IT;
        }
        return out.arg1();
    }

    /** Calls an iterator from the coroutine's own frames. */
    Varargs iterate(LuaValue f, Varargs args) {
        Varargs out = call(f, args);
        if (out == null) {
            throw Left.IT;
        }
        return out;
    }

    /** Yields from below Java frames. */
    Varargs yield(Varargs values) {
        if (crossing == null) {
            throw LuaErrors.error("attempt to yield across a C-call boundary");
        }
        return crossing.suspend(values);
    }

    /** Whether the running one would not be refused a yield. */
    boolean mayYieldNow() {
        return stack.isDirect() || crossing != null;
    }

    /** Ends a suspended coroutine without running it again; what an error had ended it with, or null. */
    LuaValue close() {
        LuaValue failure = failed ? transfer.arg1() : null;
        failed = false;
        status = Status.DEAD;
        // What it held goes with its frames; nothing of it runs again.
        crossing = null;
        function = null;
        transfer = NONE;
        stack.clear();
        return failure;
    }

    /** Whether a call of this with the registers after {@code a} may call Lua, which may yield. */
    static boolean mayYield(LuaValue f, LuaValue[] r, int a, int b) {
        if (f instanceof Native n && !n.callsBack) {
            return false;
        }
        if (!(f instanceof LibFunction lib) || b == 0 || lib.name().equals("sort")) {
            return true;
        }
        for (int i = a + 1; i < a + b; i++) {
            if (r[i] instanceof LuaFunction || r[i].getmetatable() != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int type() {
        return TTHREAD;
    }

    @Override
    public String typename() {
        return "thread";
    }

    @Override
    public boolean isthread() {
        return true;
    }
}
