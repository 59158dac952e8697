package dev.socketley.engine.cache.command;

/**
 * A change of one key that a command wants to make.
 *
 * @param key        the key; its own array
 * @param value      the value, or null when the key goes
 * @param deadlineMs what {@code Store.put} takes
 */
public record Change(byte[] key, Object value, long deadlineMs) {
    /** Whether the key goes. */
    public boolean isDelete() {
        return value == null;
    }

}
