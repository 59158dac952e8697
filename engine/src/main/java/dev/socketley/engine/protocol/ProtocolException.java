package dev.socketley.engine.protocol;

import java.io.Serial;

/** A peer's bytes break the rules of its protocol. <b>Thread:</b> any. */
public final class ProtocolException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * @param status  what the protocol answers with: an HTTP status, a WebSocket close code, or 0
     * @param message lower case, one sentence without a period
     */
    public ProtocolException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
