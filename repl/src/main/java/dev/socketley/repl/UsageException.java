package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/** The command line itself is wrong; the hint is how to write it. */
final class UsageException extends EngineException {
    private static final long serialVersionUID = 1;

    private final String hint;

    UsageException(String message, String hint) {
        super(ErrorCode.EINVAL, message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
