package dev.socketley.engine;

/**
 * Lets a rate of events through, with bursts of up to one second's worth (a token bucket). A rate below
 * 1 lets one event through every {@code 1 / rate} seconds. <b>Thread:</b> its owner's loop.
 */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private double perSecond;
    private double tokens;
    private long lastNanos;

    /**
     * Whether one more event may pass now; if so it is counted.
     *
     * @param limit    events per second; 0 or less lets all pass. A changed limit begins with a full burst
     * @param nowNanos {@link System#nanoTime}
     */
    public boolean tryTake(double limit, long nowNanos) {
        if (limit <= 0) {
            return true;
        }
        double burst = Math.max(1, limit);
        tokens = limit == perSecond
            ? Math.min(burst, tokens + (nowNanos - lastNanos) * (limit / NANOS_PER_SECOND)) : burst;
        perSecond = limit;
        lastNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
