package dev.socketley.engine.proxy;

import dev.socketley.engine.TokenBucket;

/** A token bucket whose rate may be changed or switched off. <b>Thread:</b> its owner's loop. */
final class RateLimit {
    private double perSecond;
    private TokenBucket bucket;

    /** @param limit events per second, 0 lets all pass */
    boolean take(double limit, long nowNanos) {
        if (limit <= 0) {
            return true;
        }
        if (bucket == null || limit != perSecond) {
            perSecond = limit;
            bucket = new TokenBucket(limit, nowNanos);
        }
        return bucket.tryTake(nowNanos);
    }
}
