package dev.socketley.stdlib;

import dev.socketley.engine.log.SparseLog;

/**
 * Faults of natives in the log, with their Java stacks, which scripts do not see. <b>Bounds:</b> one in
 * ten seconds, {@link #FRAMES_MAX} calls of each exception.
 */
final class InternalErrors {
    private static final int FRAMES_MAX = 50;
    private static final SparseLog LOG = new SparseLog("internal_error");

    private InternalErrors() {}

    static void log(String script, RuntimeException e) {
        LOG.error("script", script, () -> stack(e));
    }

    private static String stack(RuntimeException e) {
        StringBuilder out = new StringBuilder().append(e);
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t != e) {
                out.append("\ncaused by ").append(t);
            }
            StackTraceElement[] calls = t.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES_MAX, calls.length); i++) {
                out.append("\n\tat ").append(calls[i]);
            }
        }
        return out.toString();
    }
}
