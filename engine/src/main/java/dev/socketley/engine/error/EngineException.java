package dev.socketley.engine.error;

/** A failure that is reported to whoever asked, never a broken invariant. <b>Thread:</b> any. */
public class EngineException extends RuntimeException {
    private final ErrorCode code;

    /** @param message lower case, one sentence without a period, see {@code docs/errors.md} */
    public EngineException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public EngineException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The same failure with the name of what it happened to in front. */
    public EngineException at(String what) {
        return new EngineException(code, what + ": " + getMessage(), this);
    }
}
