package dev.socketley.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what nothing announces: the condition is asked again and again. */
public final class Until {
    /** Generous, since a busy machine must not fail a test; a condition that holds ends the wait at once. */
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Until() {}

    /** @param what named by the failure when the condition does not hold in time */
    public static void holds(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + NANOS_MAX;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "never: " + what);
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
