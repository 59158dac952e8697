package dev.socketley.spec;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waiting for what will be true soon; the deadline is generous, the answer quick. Where other work takes
 * the machine, {@code -Dsocketley.deadline.seconds} makes it more generous.
 */
final class Until {
    /** How long anything may take that does not take long. */
    static final int SECONDS_MAX = Integer.getInteger("socketley.deadline.seconds", 30);
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** What a step counts at most: whoever was stopped meanwhile, with all processes, has not waited. */
    private static final long COUNTED_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private Until() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Asks again and again; fails with the words of {@code what} after the deadline. */
    static void holds(Supplier<String> what, Condition condition) {
        long waited = 0;
        long at = System.nanoTime();
        while (!asked(what, condition)) {
            long now = System.nanoTime();
            waited += Math.min(now - at, COUNTED_NANOS_MAX);
            at = now;
            if (waited > NANOS_MAX) {
                throw new AssertionError("still not true: " + what.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    static void holds(String what, Condition condition) {
        holds(() -> what, condition);
    }

    private static boolean asked(Supplier<String> what, Condition condition) {
        try {
            return condition.holds();
        } catch (Exception e) {
            throw new AssertionError(what.get(), e);
        }
    }
}
