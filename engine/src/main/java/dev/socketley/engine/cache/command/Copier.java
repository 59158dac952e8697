package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Value;

/**
 * Makes copies of values.
 *
 * <p>Thread: the cache's home loop.
 */
public interface Copier {
    /** At once, however large they are. */
    Copier AT_ONCE = new Copier() { };

    /** A value of its own with the same elements. */
    default Value copy(Value of) {
        return of.copy();
    }

    /** A value is about to be changed where it is. */
    default void changes(Object value) {
    }
}
