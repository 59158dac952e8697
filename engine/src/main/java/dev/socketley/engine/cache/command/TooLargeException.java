package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Value;

/**
 * Ends the staging of a command that would change a value too large to be copied. Carries no stack
 * trace: the command is run where the value is once the hooks have accepted it.
 */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int key;

    TooLargeException(int key, Value value) {
        super("too large to be copied: elements=" + value.size(), null, false, false);
        this.key = key;
    }

    /** The argument that is the value's key. */
    public int key() {
        return key;
    }
}
