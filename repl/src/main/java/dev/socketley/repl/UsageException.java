package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/** The command line itself is wrong, or was meant for an engine; the hint says what to do. */
final class UsageException extends EngineException {
    private static final long serialVersionUID = 1;

    private final String hint;

    UsageException(String message, String hint) {
        this(ErrorCode.EINVAL, message, hint);
    }

    UsageException(ErrorCode code, String message, String hint) {
        super(code, message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
