package dev.socketley.engine.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A warning that there may be thousands of in a second: one in ten seconds is logged, with how many
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

    /** Logs it with a pair of its own, or counts it for the next line. */
    public void warn(String key, Object value) {
        times.incrementAndGet();
        long now = System.nanoTime();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + EVERY_NANOS)) {
            Log.warn(event, "times", times.getAndSet(0), key, value);
        }
    }
}
