package dev.socketley.engine.error;

import java.util.concurrent.CompletionException;

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

    /** The failure inside whatever a completion stage wrapped; EINTERNAL for any other exception. */
    public static EngineException of(Throwable cause) {
        Throwable c = cause;
        while (c instanceof CompletionException && c.getCause() != null) {
            c = c.getCause();
        }
        return c instanceof EngineException known ? known
            : new EngineException(ErrorCode.EINTERNAL, String.valueOf(c), c);
    }

    public ErrorCode code() {
        return code;
    }

    /** The same failure; the message begins with what it happened to. */
    public EngineException at(String what) {
        return new EngineException(code, what + ": " + getMessage(), this);
    }
}
