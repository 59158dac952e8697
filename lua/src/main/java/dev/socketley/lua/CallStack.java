package dev.socketley.lua;

import java.util.Arrays;
import org.luaj.vm2.LuaValue;

/**
 * The Lua calls of one coroutine, innermost last.
 *
 * <p>A frame is its register array, whose last slot holds the running {@link Closure}, and the
 * place of the next instruction. Frames are not taken off while an error flies through them: who
 * catches it sets {@link #depth} back, and until then tracebacks still see them.
 * <b>Bounds:</b> {@link #DEPTH_MAX} calls.
 */
final class CallStack {
    static final int DEPTH_MAX = 190_000;
    /** PUC's LUAI_MAXCCALLS. */
    static final int JAVA_CALLS_MAX = 200;
    private static final int FRAMES_FIRST = 2;

    /** Small at first: most that wait do so in one or two calls. */
    LuaValue[][] frames = new LuaValue[FRAMES_FIRST][];
    int[] pcs = new int[FRAMES_FIRST];
    int depth;
    /** Calls of Lua from Java that this stack, and what runs it, are inside of now. */
    int javaCalls;
    /** What {@link #javaCalls} is while a coroutine's own frames run; -1 if this is no coroutine's. */
    int direct = -1;

    /** Whether no Java frame is between the running Lua code and whoever resumed its coroutine. */
    boolean isDirect() {
        return javaCalls == direct;
    }

    /** Puts a frame on; the stack does not change when it is full. */
    int push(LuaValue[] registers) {
        int d = depth;
        if (d == frames.length) {
            grow();
        }
        frames[d] = registers;
        pcs[d] = 0;
        depth = d + 1;
        return d;
    }

    void grow() {
        if (frames.length >= DEPTH_MAX) {
            throw LuaErrors.error("stack overflow");
        }
        int size = Math.min(DEPTH_MAX, frames.length * 2);
        frames = Arrays.copyOf(frames, size);
        pcs = Arrays.copyOf(pcs, size);
    }

    Closure closure(int d) {
        LuaValue[] registers = frames[d];
        return (Closure) registers[registers.length - 1];
    }

    /** Forgets everything, so that a reused stack keeps no garbage alive. */
    void clear() {
        depth = 0;
        javaCalls = 0;
        if (frames.length > 64) {
            frames = new LuaValue[FRAMES_FIRST][];
            pcs = new int[FRAMES_FIRST];
        } else {
            for (int i = 0; i < frames.length && frames[i] != null; i++) {
                frames[i] = null;
            }
        }
    }
}
