package dev.socketley.engine.cache.store;

/** Takes what a store held at one moment; see {@link Store#keep}. Thread: the store's. */
@FunctionalInterface
public interface Keeper {
    /**
     * Takes a key.
     *
     * @param database   the number that the store had at that moment
     * @param value      as it was then: a {@link Value}, which may be changed once this returns, a
     *                   copy of a string, or a {@link Slice} of a long one, which stays as it is
     * @param deadlineMs Unix time in milliseconds, or {@link Store#NEVER}
     */
    void keep(int database, byte[] key, Object value, long deadlineMs);
}
