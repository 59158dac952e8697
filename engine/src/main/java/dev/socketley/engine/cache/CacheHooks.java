package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.Value;
import java.util.List;

/**
 * What a cache asks and tells its owner. A question may be answered at once, before the method
 * returns, or later; each is answered exactly once, on the cache's home loop.
 *
 * <p>Thread: the cache's home loop.
 */
public interface CacheHooks {
    /** No hooks. */
    CacheHooks NONE = new CacheHooks() { };

    /** Takes the answer to {@link #onMiss}. */
    interface Loaded {
        /**
         * @param value the value to keep and to answer with, or null when there is none
         * @param ttlMs its time to live, 0 for ever; without a value how long that is known, 0 for
         *              what the cache's option says
         */
        void value(byte[] value, long ttlMs);

        /** @param reason what went wrong, for whoever asked */
        void failed(String reason);
    }

    /** Takes the answer to {@link #onWrite} or {@link #onDelete}. */
    interface Accepted {
        /** @param reason null when the change is accepted, or what went wrong */
        void done(String reason);
    }

    /**
     * One change of a batch.
     *
     * @param value as in {@link #onWrite}, or what its {@code Value} holds in plain form, or null
     *              for a key that goes
     */
    record Write(int database, byte[] key, Object value, long ttlMs) {
        /** Whether the key goes. */
        public boolean isDelete() {
            return value == null;
        }
    }

    /** Whether {@link #onMissMany} is to be asked. */
    default boolean hasMissMany() {
        return false;
    }

    /** Whether {@link #onWriteMany} may be asked. */
    default boolean hasWriteMany() {
        return false;
    }

    /** Whether {@link #onMiss} is to be asked. */
    default boolean hasMiss() {
        return false;
    }

    /** Whether {@link #onWrite} is to be asked. */
    default boolean hasWrite() {
        return false;
    }

    /** Whether {@link #onDelete} is to be asked. */
    default boolean hasDelete() {
        return false;
    }

    /** Whether {@link #onExpire} is to be told. */
    default boolean hasExpire() {
        return false;
    }

    /** Asks for the value of a key of a database that is not there. */
    default void onMiss(int database, byte[] key, Loaded then) {
        then.value(null, 0);
    }

    /**
     * Asks whether a key may be set.
     *
     * @param value the {@code byte[]} of a string, or a {@code Value}, which stays the cache's
     * @param ttlMs the time to live it will have, 0 for ever
     */
    default void onWrite(int database, byte[] key, Object value, long ttlMs, Accepted then) {
        then.done(null);
    }

    /** Whether {@link #onCommand} may be asked in place of {@link #onWrite}. */
    default boolean takesCommands() {
        return false;
    }

    /**
     * Asks whether a command may change a key whose value is too large to be shown.
     *
     * @param value the value before the change, which is made in it once that is accepted
     * @param words of the command, its name first, or of one with the same effect whenever it is run
     */
    default void onCommand(int database, byte[] key, Value value, List<byte[]> words, long ttlMs,
            Accepted then) {
        then.done(null);
    }

    /** Asks whether a key may go. */
    default void onDelete(int database, byte[] key, Accepted then) {
        then.done(null);
    }

    /**
     * Asks for the values of several keys of a database that are not there.
     *
     * @param then takes the answers, one for each key
     */
    default void onMissMany(int database, List<byte[]> keys, List<Loaded> then) {
        for (int i = 0; i < keys.size(); i++) {
            onMiss(database, keys.get(i), then.get(i));
        }
    }

    /** Asks to take changes of different keys, all of them or none. */
    default void onWriteMany(List<Write> batch, Accepted then) {
        then.done(null);
    }

    /** Tells that a key ended at its deadline. */
    default void onExpire(int database, byte[] key) {
    }
}
