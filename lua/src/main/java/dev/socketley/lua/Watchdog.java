package dev.socketley.lua;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees to it that a state whose slice is too long looks at the clock at its next poll. Polls count
 * instructions, and one call of a library function may cost as much as millions of them.
 *
 * <p><b>Thread:</b> one daemon thread for all states, which only reads and asks.
 */
final class Watchdog {
    private static final long LOOK_EVERY_NANOS = 50_000_000;
    /** Then a program is not about to end, and it pays to load the classes that measure memory. */
    private static final int LOOKS_BEFORE_BUDGET = 10;

    /** The slice a state was in, and when it was first seen in it. */
    private record Seen(long slice, long sinceNanos) {}

    private static final Map<LuaState, Seen> STATES = new WeakHashMap<>();
    private static Thread thread;

    private Watchdog() {}

    static void watch(LuaState state) {
        synchronized (STATES) {
            STATES.put(state, new Seen(0, System.nanoTime()));
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("lua-watchdog").start(Watchdog::run);
            }
        }
    }

    static void forget(LuaState state) {
        synchronized (STATES) {
            STATES.remove(state);
        }
    }

    private static void run() {
        for (int looks = 0;; looks++) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            if (looks == LOOKS_BEFORE_BUDGET) {
                Budget.prepare();
            }
            long now = System.nanoTime();
            boolean urgent = isHeapFull();
            synchronized (STATES) {
                STATES.entrySet().forEach(entry -> look(entry, now, urgent));
            }
        }
    }

    /** Garbage included, which is why it is a reason to look only. */
    private static boolean isHeapFull() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        return used > runtime.maxMemory() / 4 * 3;
    }

    private static void look(Map.Entry<LuaState, Seen> entry, long now, boolean urgent) {
        LuaState state = entry.getKey();
        Seen seen = entry.getValue();
        long slice = state.slice();
        if (slice != seen.slice()) {
            entry.setValue(new Seen(slice, now));
        } else if (slice % 2 == 1 && state.isOverdue(now - seen.sinceNanos())) {
            state.hurry(slice);
        } else if (slice % 2 == 1 && urgent) {
            state.look();
        }
    }
}
