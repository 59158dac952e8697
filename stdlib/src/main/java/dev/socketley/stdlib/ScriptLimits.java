package dev.socketley.stdlib;

/**
 * What each script of a host may do; 0 is no limit.
 *
 * @param hookMsMax    ms that Lua may hold its loop between two waits
 * @param hookStepsMax loop rounds and calls between two waits
 * @param memoryMax    bytes that a script may hold; then only {@code on_stop} still runs
 * @param reloadMsMax  ms that the top level of a new version may take, waits included
 * @param filesMax     calls of the system that files of all scripts wait for at once, 1 or more
 */
public record ScriptLimits(long hookMsMax, long hookStepsMax, long memoryMax, long reloadMsMax,
        int filesMax) {
    private static final long RELOAD_MS_MAX = 30_000;
    private static final int FILES_MAX = 64;

    /** The defaults of the rest. */
    public static ScriptLimits ofHookMs(long hookMsMax) {
        return new ScriptLimits(hookMsMax, 0, 0, RELOAD_MS_MAX, FILES_MAX);
    }
}
