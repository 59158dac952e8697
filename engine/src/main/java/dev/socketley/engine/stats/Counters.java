package dev.socketley.engine.stats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * One runtime's figures, or the part of them that one loop counts. <b>Thread:</b> written by one
 * loop only, read by any, which may see a value a moment old.
 */
public final class Counters {
    private final AtomicLongArray values = new AtomicLongArray(Metric.values().length);
    private final List<Counters> parts = new CopyOnWriteArrayList<>();
    private final Map<Metric, LongSupplier> gauges = new ConcurrentHashMap<>();

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
        long sum = values.get(metric.ordinal());
        LongSupplier gauge = gauges.get(metric);
        if (gauge != null) {
            sum += gauge.getAsLong();
        }
        for (Counters part : parts) {
            sum += part.get(metric);
        }
        return sum;
    }

    /** Adds what another loop counts from now on. Any thread. */
    public void include(Counters part) {
        parts.add(part);
    }

    /** Ends {@link #include}: keeps what the part has counted, drops what it measures. The owner's loop. */
    public void absorb(Counters part) {
        parts.remove(part);
        for (Metric metric : Metric.values()) {
            if (metric.kind() == Metric.Kind.COUNTER) {
                add(metric, part.get(metric));
            }
        }
    }

    /** A figure that is measured when it is asked for, by any thread. */
    public void measure(Metric metric, LongSupplier gauge) {
        gauges.put(metric, gauge);
    }
}
