package dev.socketley.lua;

/**
 * A piece of work that can be left in the middle and continued later on the same loop.
 *
 * <p>Two kinds nest: tasks outside, user coroutines inside; suspending a task from within a
 * coroutine takes the coroutine along. <b>Thread:</b> the owner's loop.
 */
interface Fiber {
    /** What is suspended: everything up to the task, or up to the coroutine. */
    enum Kind { TASK, COROUTINE }

    /** Runs or continues the work until it suspends itself or ends. */
    void run();

    /** Called from inside the work: leaves it, {@link #run()} returns to its caller. */
    void suspend();

    static Fiber of(Kind kind, Runnable work) {
        return Fibers.CONTINUATIONS ? ContinuationFiber.of(kind, work) : new ThreadFiber(work);
    }
}
