package dev.socketley.stdlib.natives;

/** What reading and writing JSON share. */
final class Json {
    /** Containers inside one another; also what ends a table that contains itself. */
    static final int DEPTH_MAX = 128;

    private Json() {}

    /** Text that is not JSON, or a value that has no JSON form. */
    static final class JsonException extends RuntimeException {
        JsonException(String message) {
            super(message, null, false, false);
        }
    }
}
