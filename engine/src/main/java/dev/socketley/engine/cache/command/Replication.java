package dev.socketley.engine.cache.command;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cache has to do with others that have the same keys, as commands see it.
 *
 * <p>Thread: the cache's home loop.
 */
public interface Replication {
    /** Of what is sent to followers. */
    int VERSION = 2;

    /**
     * Where a follower is.
     *
     * @param id       names the stream of changes, which is another one whenever keys are loaded anew
     * @param position bytes of changes that it has
     */
    record Place(String id, long position) {}

    /** A cache that follows nobody and that nobody can follow. */
    Replication NONE = new Replication() { };

    /** Whether it follows another cache. */
    default boolean isFollowing() {
        return false;
    }

    /**
     * Makes a client's connection one on which changes are sent; the reply goes before them.
     *
     * @param from null for one that has nothing yet
     */
    default Reply follow(Client client, Place from) {
        return Reply.error("ERR this cache cannot be followed");
    }

    /** Something was published to a channel, which followers publish too. */
    default void published(byte[]... command) {
    }

    /** Commands have been run. */
    default void turn() {
    }

    /** All keys are others now, of which no change was told. */
    default void replaced() {
    }

    /** The reply of {@code ROLE}. */
    default Reply role() {
        return Reply.array(Reply.bulk("master"), Reply.ZERO, Reply.EMPTY);
    }

    /** Fields of {@code INFO replication}, in order. */
    default Map<String, Object> info() {
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("role", "master");
        to.put("connected_slaves", 0);
        return to;
    }

    /** Bytes of changes that followers were sent. */
    default long position() {
        return 0;
    }

    /** How many followers have what was sent up to a position. */
    default int have(long position) {
        return 0;
    }

    /** How many followers have every change until now. */
    default int upToDate() {
        return have(position());
    }

    /**
     * Does something once so many followers have what there is up to a position, which may never be.
     *
     * @return forgets it
     */
    default Runnable whenHave(long position, long followers, Runnable work) {
        return () -> { };
    }
}
