package dev.socketley.engine.protocol.http1;

/** Bytes that are not HTTP as this package reads it. <b>Thread:</b> any. */
public final class HttpException extends RuntimeException {
    private final int status;

    /** @param status what a server answers to such a request */
    HttpException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static HttpException bad(String message) {
        return new HttpException(400, message);
    }

    public int status() {
        return status;
    }
}
