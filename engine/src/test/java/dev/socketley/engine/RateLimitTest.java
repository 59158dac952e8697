package dev.socketley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000;

    private final RateLimit limit = new RateLimit();

    private int passed(double perSecond, long nowNanos, int attempts) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            passed += limit.tryTake(perSecond, nowNanos) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void aBurstIsOneSecondsWorth() {
        assertEquals(5, passed(5, 0, 100));
        assertEquals(5, passed(5, 10 * SECOND, 100), "however long nothing came");
    }

    @Test
    void whatIsSpentComesBackWithTime() {
        assertEquals(10, passed(10, 0, 100));
        assertEquals(0, passed(10, SECOND / 10 - 1000, 100));
        assertEquals(1, passed(10, SECOND / 10 + 1000, 100));
        assertEquals(3, passed(10, 4 * SECOND / 10 + 2000, 100));
    }

    @Test
    void aRateBelowOneLetsOneThroughNowAndThen() {
        assertTrue(limit.tryTake(0.5, 0));
        assertFalse(limit.tryTake(0.5, 2 * SECOND - 1000));
        assertTrue(limit.tryTake(0.5, 2 * SECOND + 1000));
    }

    @Test
    void zeroIsNoLimit() {
        assertEquals(1000, passed(0, 0, 1000));
    }

    @Test
    void aChangedRateCountsAtOnce() {
        assertEquals(5, passed(5, 0, 100));
        assertEquals(2, passed(2, 0, 100));
        assertEquals(1, passed(2, SECOND / 2, 100));
    }
}
