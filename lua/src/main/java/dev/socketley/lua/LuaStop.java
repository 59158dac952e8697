package dev.socketley.lua;

/**
 * Ends a running script for good. An {@link Error}, so that neither {@code pcall} nor a coroutine
 * keeps it; the task's boundary turns it into the {@code LuaError} that the host sees.
 */
final class LuaStop extends Error {
    final String traceback;

    LuaStop(String message, String traceback) {
        super(message, null, false, false);
        this.traceback = traceback;
    }
}
