package dev.socketley.lua;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Continues a waiting task, once: the first of {@link #resume}, {@link #fail} and a cancellation
 * counts, the rest do nothing. <b>Thread:</b> any; the task goes on in its loop.
 */
public final class Wake {
    private static final int OPEN = 0;
    private static final int DONE = 1;
    private static final int PARKED = 2;
    private static final int CLAIMED = 3;

    private static final AtomicIntegerFieldUpdater<Wake> STATE =
        AtomicIntegerFieldUpdater.newUpdater(Wake.class, "state");

    private final LuaTask task;
    private volatile int state;
    private Varargs values = LuaValue.NONE;
    private Throwable failure;

    Wake(LuaTask task) {
        this.task = task;
    }

    /** Makes the wait return {@code results}; false when it was already over. */
    public boolean resume(Varargs results) {
        return finish(results, null, false);
    }

    /** Makes the wait raise {@code error}; false when it was already over. */
    public boolean fail(LuaError error) {
        return finish(LuaValue.NONE, error, false);
    }

    /** Ends the wait here and now, on the loop; false when it was already over. */
    boolean stop(LuaStop stop) {
        return finish(LuaValue.NONE, stop, true);
    }

    private boolean finish(Varargs results, Throwable error, boolean here) {
        for (;;) {
            int seen = state;
            if (seen != OPEN && seen != PARKED) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, CLAIMED)) {
                values = results;
                failure = error;
                state = DONE;
                if (seen == PARKED && here) {
                    task.step();
                } else if (seen == PARKED) {
                    task.state.config.loop().execute(task::step);
                }
                return true;
            }
        }
    }

    /** Called on the loop after the wait was started: true if the task must really suspend. */
    boolean park() {
        if (STATE.compareAndSet(this, OPEN, PARKED)) {
            return true;
        }
        while (state == CLAIMED) {
            Thread.onSpinWait();
        }
        return false;
    }

    Varargs take() {
        if (failure instanceof LuaStop stop) {
            throw stop;
        }
        if (failure instanceof LuaError error) {
            throw error;
        }
        return values;
    }
}
