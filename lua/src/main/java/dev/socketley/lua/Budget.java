package dev.socketley.lua;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much one state may still compute and hold.
 *
 * <p>Steps are counted at polls. Memory is what can be reached from the state, see {@link Reach};
 * since that is dear to know, it is measured when what was allocated since the last measurement could
 * have used up the rest. Allocation is read from the JVM: exactly in slices that last, by samples in
 * short ones. <b>Thread:</b> the state's loop. <b>Bounds:</b> half as much again as the limit, and
 * what is allocated between two polls.
 */
final class Budget {
    /** Of so many short slices one is measured, and stands for all. */
    private static final int SAMPLE = 256;
    private static final long AGAIN_NANOS = 1_000_000_000;
    /** Where the JVM does not tell: what a poll may have allocated. */
    private static final int BYTES_PER_STEP = 64;
    /** Null until it is there, which takes the JVM a while, and where it cannot be had. */
    private static volatile ThreadMXBean threads;

    private final LuaState state;
    private long stepsMax;
    private long stepsLeft;
    private long memoryMax;
    /** What may be allocated until the next measurement. */
    private long room;
    private long mark;
    /** How many slices the bytes since {@link #mark} stand for; 0 is no mark. */
    private int weight;
    private int slices;
    private boolean over;
    private long measuredAt;
    private long measuringNanos;

    Budget(LuaState state) {
        this.state = state;
    }

    /** Makes the JVM ready to tell what threads allocate; not for a loop's thread. */
    static void prepare() {
        if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean) {
            threads = bean;
        }
    }

    /** Sets the limits; 0 is none. */
    void limit(long steps, long memory) {
        stepsMax = steps;
        stepsLeft = steps;
        memoryMax = memory;
        room = memory / 2;
        over = false;
    }

    /** A slice begins, for {@code task}. */
    void begin(LuaTask task) {
        if (stepsMax > 0) {
            stepsLeft = state.isLimited(task) ? stepsMax : Long.MAX_VALUE;
            state.fuel = fuel();
        }
        if (memoryMax == 0) {
            return;
        }
        if (++slices == SAMPLE) {
            slices = 0;
            mark = allocated();
            weight = SAMPLE;
        }
        if (over && !isExempt(task)) {
            if (System.nanoTime() - measuredAt > AGAIN_NANOS) {
                measure();
            }
            if (over) {
                state.fuel = 0;
            }
        }
    }

    void end() {
        if (weight == 0) {
            return;
        }
        room -= (allocated() - mark) * weight;
        weight = 0;
        if (room < 0) {
            measure();
        }
    }

    /** How many steps may be done until the next poll that looks. */
    int fuel() {
        return stepsMax == 0 ? LuaState.FUEL : (int) Math.min(LuaState.FUEL, stepsLeft);
    }

    /**
     * Looks at what the running slice has used.
     *
     * @param done   steps since the last look
     * @param urgent the heap is filling up
     * @return why it has to end, or null
     */
    String spent(int done, boolean urgent) {
        if (stepsMax > 0 && (stepsLeft -= done) <= 0) {
            return "the hook did more steps than hook-steps-max=" + stepsMax;
        }
        if (memoryMax == 0) {
            return null;
        }
        long now = allocated();
        if (weight > 0) {
            room -= now - mark;
        }
        if (now == 0) {
            room -= (long) done * BYTES_PER_STEP;
        }
        mark = now;
        weight = 1;
        if (room < 0 && (now != 0 || isRested()) || urgent
                && System.nanoTime() - measuredAt > AGAIN_NANOS) {
            measure();
        }
        return over && !isExempt(state.current)
            ? "the script holds more than lua-memory-max=" + memoryMax + " bytes" : null;
    }

    /** After what ran has ended, what it held may be gone. */
    void ended() {
        if (over) {
            measure();
        }
    }

    private static boolean isExempt(LuaTask task) {
        return task != null && task.context() instanceof LuaState.Exempt context
            && context.isExempt();
    }

    /** Guessed allocation may be far too much: then measuring takes a fifth of the time at most. */
    private boolean isRested() {
        return System.nanoTime() - measuredAt > 4 * measuringNanos;
    }

    private void measure() {
        long began = System.nanoTime();
        long size = Reach.of(state, memoryMax);
        measuredAt = System.nanoTime();
        measuringNanos = measuredAt - began;
        over = size > memoryMax;
        room = Math.max(memoryMax - size, memoryMax / 2);
        // What the walk itself has allocated is not the script's.
        mark = allocated();
    }

    private static long allocated() {
        ThreadMXBean bean = threads;
        return bean == null ? 0 : Math.max(0, bean.getCurrentThreadAllocatedBytes());
    }
}
