package dev.socketley.lua;

import java.util.BitSet;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * A compiled Lua function, shared by all states: the one place where a {@link Prototype} becomes
 * something that runs. <b>Thread:</b> any; only what runs it
 * changes, from the interpreter to compiled code.
 */
final class LuaCode {
    /** Instructions of ours, in numbers that Lua leaves free: the second operand is a constant. */
    static final int ADDK = 40;
    static final int SUBK = 41;
    static final int LTK = 42;
    static final int FIELD = 43;
    /** {@code math.floor}: with the {@link #FIELD} behind it, which stays for who jumps there. */
    static final int GLOBAL_FIELD = 44;
    private static final int SURPRISES_MAX = 8;

    final Prototype proto;
    /** What runs, a variant of {@code proto.code}. */
    final int[] code;
    final LuaValue[] constants;
    final LuaCode[] children;
    final int params;
    final boolean vararg;
    /** Keeps open upvalues or varargs, so frames carry an {@link Extra}. */
    final boolean extra;
    final boolean hasChildren;
    /** Length of a frame: registers, the optional extra, the closure. */
    final int frame;
    /** The chunk as messages name it: {@code chat.lua}. */
    final String chunk;
    /** It has yielded without Java frames: to keep it interpreted makes its switches cheap. */
    boolean yields;
    /** The chunk asks for locals or environments of callers, which compiled code has not. */
    final boolean inspected;
    /** Of a library: who calls it as its last act stays on the stack, as with natives. */
    final boolean library;
    /** What runs it now. Written by any thread; what it is set to is immutable. */
    Body body;
    /** Whether {@link #body} is compiled code. */
    boolean compiled;
    /** Instructions whose operands are not what they seem; a set is not changed once it is here. */
    volatile BitSet distrusted = new BitSet();
    /** Classes for entering loops, by instruction; null before the first. */
    Loop[] loops;
    boolean asked;
    /** Loops that could not be entered with what their registers held. */
    int refusals;
    private int surprises;
    private int[] numbers;
    /** Calls and loop rounds until it is worth compiling; counted by loops without care. */
    int patience;

    LuaCode(Prototype proto) {
        this(proto, false);
    }

    LuaCode(Prototype proto, boolean library) {
        this(proto, Inspection.asked(proto), library);
    }

    private LuaCode(Prototype proto, boolean inspected, boolean library) {
        this.proto = proto;
        this.inspected = inspected;
        this.library = library;
        constants = Interned.constants(proto.k);
        code = specialise(proto.code, constants);
        params = proto.numparams;
        vararg = proto.is_vararg != 0;
        hasChildren = proto.p != null && proto.p.length > 0;
        extra = vararg || hasChildren;
        frame = proto.maxstacksize + (extra ? 2 : 1);
        chunk = Chunks.display(proto.source.tojstring());
        children = new LuaCode[hasChildren ? proto.p.length : 0];
        for (int i = 0; i < children.length; i++) {
            children[i] = new LuaCode(proto.p[i], inspected, library);
        }
        patience = Jit.patience(this);
        become(Jit.first(this));
    }

    /** Its numbers in {@link Sites}, null if there are none left; for the compiling thread only. */
    int[] numbers() {
        if (numbers == null) {
            numbers = Sites.numbers(this);
        }
        return numbers;
    }

    /** Compiled code left for the interpreter at {@code pc}: if that is a habit, it is made anew. */
    void surprised(int pc) {
        if (++surprises >= SURPRISES_MAX) {
            surprises = 0;
            BitSet more = (BitSet) distrusted.clone();
            more.set(pc);
            distrusted = more;
            Jit.again(this);
        }
    }

    /** Runs {@code next} from now on. */
    void become(Body next) {
        body = next;
        compiled = next.compiled();
    }

    /** The main function of a chunk, with {@code env} as its {@code _ENV}. */
    static LuaFunction main(Prototype proto, LuaState state, LuaValue env) {
        return new LuaCode(proto).main(state, env);
    }

    LuaFunction main(LuaState state, LuaValue env) {
        Closure.UpVal[] up = new Closure.UpVal[proto.upvalues.length];
        for (int i = 0; i < up.length; i++) {
            up[i] = new Closure.UpVal(i == 0 ? env : LuaValue.NIL);
        }
        return new Closure(state, this, up);
    }

    /** Same length and places; messages read the original in {@link #proto}. */
    private static int[] specialise(int[] original, LuaValue[] constants) {
        int[] code = original.clone();
        for (int pc = 0; pc < code.length; pc++) {
            int i = code[pc];
            if (i >= 0 && (i & 0x400000) != 0) {
                int op = switch (i & 0x3f) {
                    case Lua.OP_ADD -> ADDK;
                    case Lua.OP_SUB -> SUBK;
                    case Lua.OP_LT -> LTK;
                    case Lua.OP_GETTABLE -> constants[i >>> 14 & 0xff] instanceof LuaString
                        ? FIELD : Lua.OP_GETTABLE;
                    default -> i & 0x3f;
                };
                code[pc] = i & ~0x3f | op;
            }
        }
        for (int pc = 1; pc < code.length; pc++) {
            int i = code[pc - 1];
            if ((i & 0x3f) == Lua.OP_GETTABUP && (i & 0x400000) != 0 && (code[pc] & 0x3f) == FIELD
                    && constants[i >>> 14 & 0xff] instanceof LuaString
                    && code[pc] >>> 23 == Lua.GETARG_A(i) && Lua.GETARG_A(code[pc]) == Lua.GETARG_A(i)) {
                code[pc - 1] = i & ~0x3f | GLOBAL_FIELD;
            }
        }
        return code;
    }

    int line(int pc) {
        int[] lines = proto.lineinfo;
        return lines != null && pc >= 0 && pc < lines.length ? lines[pc] : -1;
    }
}
