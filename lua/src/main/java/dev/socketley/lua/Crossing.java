package dev.socketley.lua;

import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A call from a coroutine's own Lua frames into Java that may call Lua again and yield there. It
 * runs in a fiber, so that a yield inside leaves its Java frames standing while the Lua frames below,
 * which are on the heap, are simply left. <b>Thread:</b> the state's loop.
 */
final class Crossing implements Runnable {
    private final LuaState state;
    private final CallStack stack;
    private final int depth;
    private final Fiber fiber;
    private Supplier<? extends Varargs> work;
    private Varargs transfer = LuaValue.NONE;
    private Throwable failure;
    private boolean ended;

    Crossing(LuaState state, CallStack stack, Supplier<? extends Varargs> work) {
        this.state = state;
        this.stack = stack;
        this.work = work;
        depth = stack.depth;
        fiber = Fiber.of(Fiber.Kind.COROUTINE, this);
    }

    /** Starts or continues the call: its results, or null when it yielded {@link #taken}. */
    Varargs go(Varargs in) {
        transfer = in;
        fiber.run();
        if (!ended) {
            return null;
        }
        if (failure instanceof LuaError e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        stack.depth = depth;
        return taken();
    }

    /** Of the frames that it was called from. */
    int depth() {
        return depth;
    }

    boolean ended() {
        return ended;
    }

    Varargs taken() {
        Varargs out = transfer;
        transfer = LuaValue.NONE;
        return out;
    }

    /** Yields from inside the call. */
    Varargs suspend(Varargs values) {
        transfer = values;
        fiber.suspend();
        return taken();
    }

    /** The boundary of a fiber: errors go to whoever continued it. */
    @Override
    public void run() {
        Supplier<? extends Varargs> f = work;
        work = null;
        stack.javaCalls++;
        try {
            transfer = f.get();
        } catch (LuaError | LuaStop | StackOverflowError | OutOfMemoryError e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = Failures.internal(state, e);
        }
        stack.javaCalls--;
        ended = true;
    }
}
