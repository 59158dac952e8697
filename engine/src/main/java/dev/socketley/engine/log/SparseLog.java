package dev.socketley.engine.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * An event that there may be thousands of in a second: one in ten seconds is logged, with how many
 * there were. <b>Thread:</b> any.
 */
public final class SparseLog {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String event;
    private final AtomicLong times = new AtomicLong();
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

    public SparseLog(String event) {
        this.event = event;
    }

    /** Logs a warning with a pair of its own, or counts it for the next line. */
    public void warn(String key, Object value) {
        if (isDue()) {
            Log.warn(event, "times", times.getAndSet(0), key, value);
        }
    }

    /** As {@link #warn} with an error, of which the logged ones are followed by {@code text}. */
    public void error(String key, Object value, Supplier<String> text) {
        if (isDue()) {
            Log.error(event, "times", times.getAndSet(0), key, value);
            Log.text(Log.Level.ERROR, text.get());
        }
    }

    private boolean isDue() {
        times.incrementAndGet();
        long now = System.nanoTime();
        long next = nextNanos.get();
        return now - next >= 0 && nextNanos.compareAndSet(next, now + EVERY_NANOS);
    }
}
