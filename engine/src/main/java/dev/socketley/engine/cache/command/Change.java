package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Edits;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;

/**
 * A change of one key that a command wants to make.
 *
 * @param in         the database
 * @param key        the key; its own array
 * @param value      the value, or null when the key goes; its own, unless there are edits
 * @param deadlineMs what {@code Store.put} takes
 * @param edits      what is to be changed in the value, which is the key's and as it was; or null
 * @param isLarge    whether the value has more elements than are shown
 * @param cause      the command
 */
public record Change(Store in, byte[] key, Object value, long deadlineMs, Edits edits, boolean isLarge,
        Cause cause) {
    /** Whether the key goes. */
    public boolean isDelete() {
        return value == null;
    }

    /** Whether it sets a deadline beside what is changed in the value. */
    boolean isDated() {
        return edits != null && !isDelete() && deadlineMs != Store.KEEP;
    }

    Change dated(long ms) {
        return new Change(in, key, value, ms, edits, isLarge, cause);
    }

    /** The same with a copy of its value. */
    Change copied() {
        return new Change(in, key, Call.copied(value), deadlineMs, edits, isLarge, cause);
    }

    /** Makes the change. */
    void apply(CacheContext context) {
        if (isDelete()) {
            in.remove(key);
        } else if (edits == null) {
            in.put(key, value, deadlineMs);
        } else if (in.peek(key, 0, key.length) == value) {
            in.changing(key, 0, key.length);
            context.changes(value);
            long bytesBefore = ((Value) value).memoryBytes();
            edits.redo();
            in.edited(Store.hash(key, 0, key.length), key, 0, key.length, (Value) value, bytesBefore);
        } else {
            edits.redo();
            in.put(key, value, deadlineMs);
        }
    }
}
