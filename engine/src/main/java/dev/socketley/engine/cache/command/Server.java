package dev.socketley.engine.cache.command;

import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.stats.Metric;

/**
 * What commands see of whatever serves a cache.
 *
 * <p>Thread: the cache's home loop.
 */
public interface Server {
    /** The options that hold now. */
    OptionSet options();

    /** Lets other options of the same rows hold from now on. */
    void change(OptionSet next);

    /** A figure of it. */
    default long count(Metric metric) {
        return 0;
    }

    /** Does something after a time; at once where there is no time to wait for. */
    default void after(long delayMs, Runnable work) {
        work.run();
    }

    /**
     * Begins to stop.
     *
     * @return false when there is nothing that could be stopped
     */
    default boolean stop() {
        return false;
    }
}
