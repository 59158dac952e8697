package dev.socketley.stdlib;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/** A script did not compile or raised an error. The message names file and line. */
public final class ScriptException extends EngineException {
    private final String traceback;

    ScriptException(String message, String traceback, Throwable cause) {
        super(ErrorCode.ESCRIPT, message, cause);
        this.traceback = traceback;
    }

    /** Lua's {@code stack traceback:} and the lines under it, or an empty string. */
    public String traceback() {
        return traceback;
    }
}
