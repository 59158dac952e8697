package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.Varargs;

/** Hears how a task ended. <b>Thread:</b> the state's loop. */
@FunctionalInterface
public interface TaskDone {
    /** Exactly one of {@code results} and {@code error} is not null. */
    void done(Varargs results, LuaError error);

    /**
     * Why nobody waits for the outcome any more, or null: then the task does not wait for a pipe or a
     * command, see {@link LuaTask#abandon}.
     */
    default String abandoned() {
        return null;
    }
}
