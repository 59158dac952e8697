package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A coroutine made by the script. */
final class Coroutine extends LuaValue implements Runnable {
    /** As PUC: coroutines resumed from within coroutines. */
    private static final int NESTED_MAX = 190;

    enum Status { SUSPENDED, RUNNING, NORMAL, DEAD }

    final LuaState state;
    final CallStack stack = new CallStack();
    Status status = Status.SUSPENDED;
    private Fiber fiber;
    private LuaFunction function;
    private Varargs transfer = NONE;
    private Throwable failure;
    private int nested;

    Coroutine(LuaState state, LuaFunction function) {
        this.state = state;
        this.function = function;
        fiber = Fiber.of(Fiber.Kind.COROUTINE, this);
    }

    /** The boundary of a coroutine: errors end it and go to whoever resumed it. */
    @Override
    public void run() {
        try {
            LuaFunction f = function;
            Varargs args = transfer;
            function = null;
            transfer = NONE;
            transfer = f.invoke(args);
        } catch (LuaError | LuaStop | StackOverflowError | OutOfMemoryError e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = Failures.internal(e);
        }
        status = Status.DEAD;
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
        state.running = this;
        state.stack = stack;
        status = Status.RUNNING;
        transfer = args;
        try {
            fiber.run();
        } finally {
            stack.javaCalls -= under;
            state.running = outer;
            state.stack = outerStack;
            if (outer != null) {
                outer.status = Status.RUNNING;
            }
        }
        if (failure != null) {
            throwFailure();
        }
        Varargs out = transfer;
        transfer = NONE;
        return out;
    }

    private void throwFailure() {
        Throwable t = failure;
        failure = null;
        switch (t) {
            case LuaError e -> throw LuaTraceback.attach(e, stack);
            case Error e -> throw e;
            default -> throw new IllegalStateException(t);
        }
    }

    Varargs yield(Varargs values) {
        transfer = values;
        status = Status.SUSPENDED;
        fiber.suspend();
        Varargs in = transfer;
        transfer = NONE;
        return in;
    }

    /** Ends a suspended coroutine without running it again. */
    void close() {
        status = Status.DEAD;
        // What it held goes with its frames; nothing of it runs again.
        fiber = null;
        function = null;
        stack.clear();
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
