package dev.socketley.lua.lib;

import java.io.IOException;

/** Where a library does what may take long, so that its task waits and the loop does not. */
public interface Blocking {
    /** System calls, and nothing that touches Lua. */
    @FunctionalInterface
    interface Work<T> {
        /** Does them, on whatever thread. */
        T run() throws IOException, InterruptedException;
    }

    /** What one task at a time may be in the middle of. <b>Thread:</b> the state's loop. */
    interface Turn {
        /** Takes it; waits while another task has it. */
        void enter();

        /** Gives it back, to the task that has waited longest. */
        void leave();
    }

    /**
     * Does the work and waits for it, if the caller is a task of a state that has threads for it; else
     * the loop itself waits.
     *
     * @param abandoned called, while the work may still be going on, if the task is ended in its wait;
     *                  the work's thread is then interrupted, if {@code abandoned} returns true
     */
    <T> T run(Work<T> work, Abandoned abandoned) throws IOException;

    /**
     * As {@link #run}, for what ends only when somebody else does something: a pipe, a command, a
     * device. However many of these wait, what {@link #run} does goes on.
     */
    <T> T await(Work<T> work, Abandoned abandoned) throws IOException;

    /** What is to be done about work that nobody waits for any more. */
    @FunctionalInterface
    interface Abandoned {
        /** Whether to interrupt it. */
        boolean interrupts();
    }

    /** A new one, which nobody has. */
    Turn turn();
}
