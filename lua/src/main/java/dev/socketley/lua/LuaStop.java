package dev.socketley.lua;

/**
 * Ends a running script for good. An {@link Error}, so that neither {@code pcall} nor a coroutine
 * keeps it; the task's boundary turns it into the {@code LuaError} that the host sees.
 */
final class LuaStop extends Error {
    final String traceback;
    /** Whether the script asked for it. */
    final boolean exit;

    LuaStop(String message, String traceback) {
        this(message, traceback, false);
    }

    private LuaStop(String message, String traceback, boolean exit) {
        super(message, null, false, false);
        this.traceback = traceback;
        this.exit = exit;
    }

    static LuaStop exit(String message) {
        return new LuaStop(message, "", true);
    }
}
