package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Shown;
import java.io.PrintStream;

/** A failure as the command line shows it: one line, and one with what to do. */
final class Failures {
    private Failures() {}

    /**
     * Tells it; returns the exit status.
     *
     * @param what the command and its object, an empty string for the program's own flags, null for
     *             what a script came to
     */
    static int tell(PrintStream err, String what, EngineException e) {
        String message = Shown.text(String.valueOf(e.getMessage()));
        boolean script = e.code() == ErrorCode.ESCRIPT;
        err.println("socketley: " + (what == null || what.isEmpty() || script ? "" : what + ": ")
            + message);
        String hint = e instanceof UsageException usage ? usage.hint()
            : what == null && ofCommands(e.code()) ? "" : hint(e.code(), what);
        if (!hint.isEmpty()) {
            err.println(hint);
        }
        return e.code().exitStatus();
    }

    /** Whether the hint is for who typed a command, and not for who wrote a script. */
    private static boolean ofCommands(ErrorCode code) {
        return switch (code) {
            case EOPTION, EINVAL, ETYPE, ENOTFOUND -> true;
            default -> false;
        };
    }

    private static String hint(ErrorCode code, String what) {
        return switch (code) {
            case EOPTION, EINVAL -> what.isEmpty() ? "'socketley help' lists the flags"
                : "'socketley help " + what.split(" ")[0] + "' lists what it takes";
            case ETYPE -> "'socketley help create' lists the types";
            case ENOTFOUND -> "'socketley ls' lists the runtimes";
            case EEXIST -> "choose another name, or remove that one: socketley remove <name>";
            case EADDRINUSE -> "choose another one, or stop the program that has it";
            case EACCES -> "run it as a user who may do this";
            case EINTERNAL -> "this is a fault of socketley: the engine's log says more";
            default -> "";
        };
    }
}
