package dev.socketley.engine.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One runtime's figures. <b>Thread:</b> written by the runtime's home loop only, read by any, which
 * may see a value a moment old.
 */
public final class Counters {
    private final AtomicLongArray values = new AtomicLongArray(Metric.values().length);

    public void add(Metric metric, long amount) {
        int i = metric.ordinal();
        values.lazySet(i, values.getPlain(i) + amount);
    }

    public void increment(Metric metric) {
        add(metric, 1);
    }

    public void set(Metric metric, long value) {
        values.lazySet(metric.ordinal(), value);
    }

    public long get(Metric metric) {
        return values.get(metric.ordinal());
    }
}
