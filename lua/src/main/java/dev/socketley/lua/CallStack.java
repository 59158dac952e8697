package dev.socketley.lua;

import java.util.Arrays;
import java.util.BitSet;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

/**
 * The Lua calls of one coroutine, innermost last.
 *
 * <p>An interpreted frame is its register array, whose last slot holds the running {@link Closure},
 * and the place of the next instruction. A compiled frame is one negative number, its {@link Sites}
 * place, and is on the stack only while it calls something. Frames are not taken off while an error
 * flies through them: who catches it sets {@link #depth} back, and until then tracebacks still see
 * them. <b>Bounds:</b> {@link #DEPTH_MAX} calls, {@link #COMPILED_MAX} compiled ones.
 */
final class CallStack {
    static final int DEPTH_MAX = 190_000;
    /** PUC's LUAI_MAXCCALLS. */
    static final int JAVA_CALLS_MAX = 200;
    /** Compiled calls nest on Java's stack; deeper ones run in the interpreter, on the heap. */
    static final int COMPILED_MAX = 600;
    private static final int FRAMES_FIRST = 2;
    /** Frames of a stack that is used again. */
    private static final int KEPT_MAX = 64;

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
    /** While interpreting: how many compiled calls may still nest. */
    int room = COMPILED_MAX;
    /** While compiled code runs: the depth that it must not reach. */
    int bound;
    /** The lesser of {@link #bound} and the arrays' length. */
    int limit;
    /** What compiled frames call if it is no Lua function; null before the first. */
    private LuaFunction[] natives;
    /** Frames whose place a tail call took, where no compiled frame below can tell; null if none. */
    private BitSet replaced;

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

    /** Puts a compiled frame on for as long as it calls something. */
    int push(int site) {
        int d = depth;
        if (d == frames.length) {
            grow();
            limit = Math.min(bound, pcs.length);
        }
        pcs[d] = site;
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

    /** How many compiled calls may nest from here on. */
    int roomNow() {
        return depth > 0 && pcs[depth - 1] < 0 ? bound - depth : room;
    }

    /** Prepares for compiled code on top of an interpreted frame or of nothing. */
    void enterCompiled() {
        bound = depth + room;
        limit = Math.min(bound, pcs.length);
    }

    /** Sets everything back to what it was when a call began that has failed. */
    void restore(int oldDepth, int oldRoom, int oldBound) {
        depth = oldDepth;
        room = oldRoom;
        bound = oldBound;
        limit = Math.min(bound, pcs.length);
    }

    boolean compiled(int d) {
        return pcs[d] < 0;
    }

    LuaCode code(int d) {
        return pcs[d] < 0 ? Sites.code(pcs[d]) : closure(d).code;
    }

    /** The instruction a frame stands at; -1 before the first. */
    int pc(int d) {
        return pcs[d] < 0 ? Sites.pc(pcs[d]) : pcs[d] - 1;
    }

    /** The function of an interpreted frame. */
    Closure closure(int d) {
        LuaValue[] registers = frames[d];
        return (Closure) registers[registers.length - 1];
    }

    /** Notes that compiled frame {@code d} calls a native. */
    void callsNative(int d, LuaFunction f) {
        if (natives == null || natives.length <= d) {
            natives = natives == null ? new LuaFunction[pcs.length]
                : Arrays.copyOf(natives, pcs.length);
        }
        if (natives[d] != f) {
            natives[d] = f;
        }
        pcs[d] |= Sites.NATIVE;
    }

    /** What compiled frame {@code d} calls if that is a native, or null. */
    LuaFunction calledNative(int d) {
        return (pcs[d] & Sites.NATIVE) != 0 && natives != null && d < natives.length
            ? natives[d] : null;
    }

    /** Notes that a tail call takes the place of what the innermost frame has called, or has ended. */
    void noteTailCall(boolean begins) {
        int d = depth - 1;
        if (d >= 0 && compiled(d)) {
            pcs[d] = begins ? pcs[d] | Sites.TAIL : pcs[d] & ~Sites.TAIL;
        } else {
            if (replaced == null) {
                replaced = new BitSet();
            }
            replaced.set(depth, begins);
        }
    }

    /** Forgets the tail calls of calls that have failed. */
    void forgetTailCalls() {
        if (replaced != null) {
            replaced.clear(depth, Math.max(depth, replaced.length()));
        }
    }

    /** Whether what frame {@code d} runs was called as the last act of what ran there before. */
    boolean isTailCall(int d) {
        if (!compiled(d) && frames[d].length > closure(d).code.frame
                || replaced != null && replaced.get(d)) {
            return true;
        }
        return d > 0 && (compiled(d - 1) ? (pcs[d - 1] & Sites.TAIL) != 0
            : calledBy(d - 1) instanceof Closure c
                && (compiled(d) ? c.code != code(d) : c != closure(d)));
    }

    /** What the call instruction that interpreted frame {@code d} stands at calls, or null. */
    LuaValue calledBy(int d) {
        int pc = pcs[d] - 1;
        int[] code = closure(d).code.proto.code;
        if (pc < 0 || pc >= code.length) {
            return null;
        }
        int op = code[pc] & 0x3f;
        return op == Lua.OP_CALL || op == Lua.OP_TAILCALL || op == Lua.OP_TFORCALL
            ? frames[d][Lua.GETARG_A(code[pc])] : null;
    }

    /** Forgets the frames of calls that have returned, and what running calls were given. */
    void forgetReturned() {
        for (int d = depth; d < frames.length && frames[d] != null; d++) {
            // The interpreter itself may still hold the array.
            Arrays.fill(frames[d], LuaValue.NIL);
            frames[d] = null;
        }
        for (int d = 0; d < depth; d++) {
            if (!compiled(d) && pc(d) >= 0) {
                LuaCode code = code(d);
                int i = code.code[pc(d)];
                if (Lua.GET_OPCODE(i) == Lua.OP_CALL) {
                    Arrays.fill(frames[d], Lua.GETARG_A(i) + 1, code.proto.maxstacksize,
                        LuaValue.NIL);
                }
            }
        }
    }

    /** Forgets everything, so that a reused stack keeps no garbage alive. */
    void clear() {
        depth = 0;
        javaCalls = 0;
        room = COMPILED_MAX;
        replaced = null;
        if (frames.length > KEPT_MAX) {
            frames = new LuaValue[FRAMES_FIRST][];
            pcs = new int[FRAMES_FIRST];
            natives = null;
            return;
        }
        Arrays.fill(frames, null);
        if (natives != null) {
            Arrays.fill(natives, null);
        }
    }
}
