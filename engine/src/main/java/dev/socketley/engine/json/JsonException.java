package dev.socketley.engine.json;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/** Text that is not JSON; the message says where, and what was expected. */
public final class JsonException extends EngineException {
    public JsonException(String message) {
        super(ErrorCode.EINVAL, message);
    }
}
