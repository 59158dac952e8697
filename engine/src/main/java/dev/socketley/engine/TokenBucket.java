package dev.socketley.engine;

/**
 * Lets a rate of events through, with bursts of up to one second's worth. A rate under 1 lets one
 * through every {@code 1 / rate} seconds. <b>Thread:</b> its owner's loop.
 */
public final class TokenBucket {
    private final double perNano;
    private final double capacity;
    private double tokens;
    private long lastNanos;

    /**
     * @param perSecond above 0
     * @param nowNanos  {@link System#nanoTime}
     */
    public TokenBucket(double perSecond, long nowNanos) {
        perNano = perSecond / 1e9;
        capacity = Math.max(1, perSecond);
        tokens = capacity;
        lastNanos = nowNanos;
    }

    /** Whether one more may pass now; if so it is counted. */
    public boolean tryTake(long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - lastNanos) * perNano);
        lastNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
