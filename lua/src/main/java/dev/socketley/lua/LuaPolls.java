package dev.socketley.lua;

/**
 * Lets long loops in libraries be stopped like Lua code: they report their work here.
 *
 * <p><b>Thread:</b> any; outside a running script a report costs one thread-local read.
 */
public final class LuaPolls {
    /** Which state a thread is running now; fibers on other threads share their loop's. */
    static final class Slot {
        /** The loop's. */
        final Thread thread = Thread.currentThread();
        LuaState running;
    }

    /** Whether Lua code polls; without, which is for measuring what polls cost, nothing stops a script. */
    static final boolean ON = !"off".equals(System.getProperty("socketley.lua.polls"));

    /** What one report says at most, so that it is not taken for the watchdog's. */
    private static final int UNITS_MAX = 1 << 28;

    private static final ThreadLocal<Slot> SLOT = ThreadLocal.withInitial(Slot::new);

    private LuaPolls() {}

    /**
     * Counts work done by library code and ends the script when its time is over.
     *
     * @param units steps done since the last report, about as dear as one Lua instruction each
     */
    public static void poll(int units) {
        LuaState state = SLOT.get().running;
        if (state != null && (state.fuel -= Math.min(units, UNITS_MAX)) < 0) {
            state.refuel();
        }
    }

    /** Tells the running state that one of its tables has taken memory. */
    static void grown(long bytes) {
        LuaState state = SLOT.get().running;
        if (state != null) {
            state.grown += bytes;
        }
    }

    static Slot slot() {
        return SLOT.get();
    }

    static void adopt(Slot slot) {
        SLOT.set(slot);
    }
}
