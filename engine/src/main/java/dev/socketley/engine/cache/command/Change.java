package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;

/**
 * A change of one key that a command wants to make.
 *
 * @param in         the database
 * @param key        the key; its own array
 * @param value      the value, its own, or null when the key goes
 * @param deadlineMs what {@code Store.put} takes
 */
public record Change(Store in, byte[] key, Object value, long deadlineMs) {
    /** Whether the key goes. */
    public boolean isDelete() {
        return value == null;
    }

    /** Makes the change. */
    public void apply() {
        if (isDelete()) {
            in.remove(key);
        } else {
            in.put(key, value, deadlineMs);
        }
    }
}
