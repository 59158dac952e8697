package dev.socketley.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One entry into Lua, which may wait without holding the loop.
 *
 * <p>It runs on the loop until it first waits or ends, and again after each wake:
 * running → (await) suspended → (wake) running → ended. <b>Thread:</b> the state's loop.
 * <b>Bounds:</b> {@link LuaConfig#hookMsMax()} between two waits.
 */
public abstract sealed class LuaTask {
    /** One object for the task and its fiber's work, as there may be very many. */
    static final class Work extends LuaTask implements Runnable {
        Work(LuaState state, LuaFunction function, Varargs args, Object context, TaskDone done) {
            super(state, function, args, context, done);
            begin(Fiber.of(Fiber.Kind.TASK, this));
        }

        @Override
        public void run() {
            body();
        }
    }

    final LuaState state;
    /** Its place among the waiting tasks while it waits. */
    private Parked place;
    private final Object context;
    private final TaskDone done;
    /** Null after the end. */
    private Fiber fiber;
    private LuaFunction function;
    private Varargs values;
    private LuaError error;
    /** Its own calls, and the calls of the coroutine that waits in it. */
    private CallStack base;
    private CallStack stack;
    private Coroutine coroutine;
    private Wake waiting;
    /** What is to be run at its end, or null. */
    private List<Runnable> atEnd;
    /** It was cancelled when it had been woken, but had not gone on yet. */
    private LuaStop late;
    /** Why it may not wait for others any more, or null. */
    private String abandoned;

    private LuaTask(LuaState state, LuaFunction function, Varargs args, Object context, TaskDone done) {
        this.state = state;
        this.function = function;
        this.values = args;
        this.context = context;
        this.done = done;
        base = stack = state.takeStack();
    }

    final void begin(Fiber withFiber) {
        fiber = withFiber;
    }

    /** What the host gave to {@link LuaState#spawn}. */
    public Object context() {
        return context;
    }

    /** Whether the task returned, failed or was cancelled. */
    public boolean ended() {
        return fiber == null;
    }

    /** Whether the task waits. */
    public boolean suspended() {
        return waiting != null;
    }

    /**
     * Suspends the task, with everything it is in the middle of, until the wake is used.
     *
     * @param start gets the wake and starts the work; if it uses the wake itself, nothing suspends
     * @return what the wake was given; an error given to it is thrown
     */
    public Varargs await(Consumer<Wake> start) {
        if (state.current != this) {
            throw LuaErrors.error("cannot wait here: another task is running");
        }
        Wake wake = new Wake(this);
        start.accept(wake);
        if (wake.park()) {
            waiting = wake;
            stack = state.stack;
            coroutine = state.running;
            place = state.parked.add(this, done);
            try {
                fiber.suspend();
            } catch (LuaStop refused) {
                goesOn();
                throw refused;
            }
            if (late != null) {
                throw late;
            }
        }
        return wake.take();
    }

    /** Ends the task where it waits, or at its next poll if it runs; its {@code done} hears it. */
    public void cancel(String reason) {
        if (waiting != null) {
            LuaStop stop = new LuaStop("stopped: " + reason, "");
            if (!waiting.stop(stop)) {
                late = stop;
            }
        } else if (fiber != null) {
            state.interrupt(reason);
        }
    }

    /** Runs something on the loop when the task has ended, however it does. */
    public void atEnd(Runnable work) {
        if (atEnd == null) {
            atEnd = new ArrayList<>(1);
        }
        atEnd.add(work);
    }

    /** Takes back what {@link #atEnd} was given. */
    public void notAtEnd(Runnable work) {
        if (atEnd != null) {
            atEnd.remove(work);
        }
    }

    /**
     * Nobody wants its outcome any more: where it waits for a pipe or a command, now or later, it is
     * ended, as such a wait may last for ever. Other waits go on.
     */
    public void abandon(String reason) {
        abandoned = reason;
        if (waiting != null && state.waitingForOthers.contains(this)) {
            cancel(reason);
        }
    }

    /** As {@link #await}, for what only others end. */
    Varargs awaitOthers(Consumer<Wake> start) {
        if (abandoned == null && done != null) {
            abandoned = done.abandoned();
        }
        if (abandoned != null) {
            throw new LuaStop("stopped: " + abandoned, "");
        }
        state.waitingForOthers.add(this);
        try {
            return await(start);
        } finally {
            state.waitingForOthers.remove(this);
        }
    }

    TaskDone done() {
        return done;
    }

    /** Shows what it holds while it runs or waits. */
    final void reach(Reach reach) {
        reach.addStack(base);
        reach.addStack(stack);
        reach.add(coroutine);
        reach.add(function);
        reach.addAll(values);
    }

    /** Runs on the loop until the task waits or ends. */
    void step() {
        if (fiber == null) {
            return;
        }
        goesOn();
        LuaState st = state;
        LuaTask outer = st.current;
        CallStack outerStack = st.stack;
        Coroutine outerCoroutine = st.running;
        CallStack own = base;
        int under = outerStack.javaCalls + 1;
        own.javaCalls += under;
        st.stack = stack;
        st.running = coroutine;
        LuaPolls.Slot slot = st.slot();
        LuaState outerState = slot.running;
        slot.running = st;
        st.enter(outer, this);
        try {
            fiber.run();
        } finally {
            slot.running = outerState;
            own.javaCalls -= under;
            st.stack = outerStack;
            st.running = outerCoroutine;
            st.enter(this, outer);
        }
        if (fiber == null) {
            finish();
        }
    }

    private void goesOn() {
        if (waiting != null) {
            waiting = null;
            state.parked.remove(place);
            place = null;
        }
    }

    private void finish() {
        state.giveStack(base);
        base = stack = null;
        if (atEnd != null) {
            atEnd.forEach(Runnable::run);
            atEnd = null;
        }
        if (done != null) {
            done.done(error == null ? values : null, error);
        }
    }

    /** The boundary of a script: whatever goes wrong inside becomes the task's error. */
    final void body() {
        CallStack own = base;
        try {
            LuaFunction f = function;
            Varargs args = values;
            function = null;
            values = LuaValue.NONE;
            values = f.invoke(args);
        } catch (LuaError e) {
            error = LuaTraceback.attach(e, own);
        } catch (LuaStop e) {
            error = new LuaThrown(LuaValue.valueOf(e.getMessage()), null);
            ((LuaThrown) error).traceback = e.traceback;
            ((LuaThrown) error).exit = e.exit;
        } catch (StackOverflowError e) {
            error = LuaTraceback.attach(new LuaError("stack overflow"), own);
        } catch (OutOfMemoryError e) {
            error = LuaTraceback.attach(new LuaError("not enough memory"), own);
        } catch (RuntimeException e) {
            error = LuaTraceback.attach(Failures.internal(state, e), own);
        }
        fiber = null;
        own.depth = 0;
        state.disarm();
    }
}
