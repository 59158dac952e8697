package dev.socketley.engine.option;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/** An option is unknown, or its value has the wrong type or range. The caller's mistake. */
public final class OptionException extends EngineException {
    public OptionException(ErrorCode code, String message) {
        super(code, message);
    }

    public OptionException(String message) {
        super(ErrorCode.EINVAL, message);
    }
}
