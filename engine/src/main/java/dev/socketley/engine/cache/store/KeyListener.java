package dev.socketley.engine.cache.store;

/**
 * Hears of every change of every key of a {@link Keyspace}, whoever made it: the one place for all
 * that follows changes. It is called from inside the operation, after the change, and must not call
 * the store; what it has to do there it keeps until the command has ended.
 *
 * <p>Thread: that of the keyspace.
 */
public interface KeyListener {
    /**
     * A key was set, changed in place, given or relieved of a deadline, or removed.
     *
     * @param bytes holds the key from {@code from}; valid during the call
     * @param value what it holds now, a string as a {@link Slice} that is right during the call;
     *              null when it is gone
     */
    void changed(Store in, byte[] bytes, int from, int length, Object value);

    /**
     * A key is gone because its deadline passed.
     *
     * @param value what it held, a string as {@code byte[]}
     */
    default void expired(Store in, byte[] key, Object value) {
        changed(in, key, 0, key.length, null);
    }

    /** Every key of a database is gone. */
    default void cleared(Store in) {
    }

    /** Two databases have changed places; the numbers are their new ones. */
    default void swapped(Store one, Store other) {
    }
}
