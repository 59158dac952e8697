package dev.socketley.engine.proxy;

/** Allows so many events a second, saving up one second's worth. <b>Thread:</b> one. */
final class TokenBucket {
    private double tokens;
    private long filledNanos;
    private boolean used;

    /** @param perSecond 0 or less allows everything */
    boolean take(double perSecond, long nowNanos) {
        if (perSecond <= 0) {
            return true;
        }
        double most = Math.max(1, perSecond);
        tokens = used ? Math.min(most, tokens + (nowNanos - filledNanos) * 1e-9 * perSecond) : most;
        used = true;
        filledNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
