package dev.socketley.lua;

import java.lang.ref.WeakReference;
import java.util.Arrays;

/**
 * Numbers for the places in compiled code: a negative int holds one of the code's numbers, the
 * instruction, and two notes about the call made there.
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
    /** Read without a lock: who has a number got it after its page was put here. */
    private static volatile Page[] codes = new Page[64];
    private static int count;
    private static int next;
    private static final int SWEEP_MIN = 1024;
    private static int sweepAt = SWEEP_MIN;

    /** Up to {@link #PC_MAX} instructions of a code. */
    private static final class Page extends WeakReference<LuaCode> {
        final int first;

        Page(LuaCode code, int first) {
            super(code);
            this.first = first;
        }
    }

    private Sites() {}

    /** The numbers of a code, one for each {@link #PC_MAX} instructions; null if none is left. */
    static synchronized int[] numbers(LuaCode code) {
        int[] numbers = new int[(code.code.length + PC_MAX - 1) / PC_MAX];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(code, i * PC_MAX);
            if (numbers[i] < 0) {
                return null;
            }
        }
        return numbers;
    }

    private static int number(LuaCode code, int first) {
        Page[] all = codes;
        if (next >= count && count >= sweepAt) {
            next = 0;
            sweepAt = Math.max(SWEEP_MIN, 2 * live());
        }
        while (next < count && !all[next].refersTo(null)) {
            next++;
        }
        if (next >= CODES_MAX) {
            next = 0;
            return -1;
        }
        if (next == all.length) {
            all = Arrays.copyOf(all, 2 * all.length);
        }
        all[next] = new Page(code, first);
        count = Math.max(count, next + 1);
        codes = all;
        return next++;
    }

    private static int live() {
        int live = 0;
        for (int i = 0; i < count; i++) {
            if (!codes[i].refersTo(null)) {
                live++;
            }
        }
        return live;
    }

    static int site(int number, int pc) {
        return Integer.MIN_VALUE | number << PC_BITS | pc;
    }

    static LuaCode code(int site) {
        return codes[site >>> PC_BITS & CODES_MAX - 1].get();
    }

    static int pc(int site) {
        return codes[site >>> PC_BITS & CODES_MAX - 1].first + (site & PC_MAX - 1);
    }
}
