package dev.socketley.lua;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers for the places in compiled code: a negative int holds the code's number, the instruction,
 * and two notes about the call made there.
 *
 * <p><b>Thread:</b> any. <b>Bounds:</b> {@link #CODES_MAX} codes at once; numbers of codes that are
 * gone are given again, and beyond the bound nothing more is compiled.
 */
final class Sites {
    /** The call is to a native, see {@link CallStack#calledNative}. */
    static final int NATIVE = 1 << 30;
    /** What was called has been replaced by a tail call. */
    static final int TAIL = 1 << 29;
    static final int PC_MAX = 1 << 12;
    private static final int PC_BITS = 12;
    private static final int CODES_MAX = 1 << 17;
    private static final List<WeakReference<LuaCode>> CODES = new ArrayList<>();
    private static int next;
    private static final int SWEEP_MIN = 1024;
    private static int sweepAt = SWEEP_MIN;

    private Sites() {}

    /** The number of a code, -1 if there is none left. */
    static synchronized int number(LuaCode code) {
        if (next >= CODES.size() && CODES.size() >= sweepAt) {
            next = 0;
            sweepAt = Math.max(SWEEP_MIN, 2 * live());
        }
        while (next < CODES.size() && !CODES.get(next).refersTo(null)) {
            next++;
        }
        if (next >= CODES_MAX) {
            next = 0;
            return -1;
        }
        WeakReference<LuaCode> reference = new WeakReference<>(code);
        if (next == CODES.size()) {
            CODES.add(reference);
        } else {
            CODES.set(next, reference);
        }
        return next++;
    }

    private static int live() {
        int live = 0;
        for (WeakReference<LuaCode> reference : CODES) {
            if (!reference.refersTo(null)) {
                live++;
            }
        }
        return live;
    }

    static int site(int number, int pc) {
        return Integer.MIN_VALUE | number << PC_BITS | pc;
    }

    static synchronized LuaCode code(int site) {
        return CODES.get(site >>> PC_BITS & CODES_MAX - 1).get();
    }

    static int pc(int site) {
        return site & PC_MAX - 1;
    }
}
