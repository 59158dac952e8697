package dev.socketley.spec;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for what will be true soon; the deadline is generous, the answer quick. */
final class Until {
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Until() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Asks again and again; fails with the words of {@code what} after the deadline. */
    static void holds(Supplier<String> what, Condition condition) {
        long deadline = System.nanoTime() + NANOS_MAX;
        while (!asked(what, condition)) {
            if (System.nanoTime() > deadline) {
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
