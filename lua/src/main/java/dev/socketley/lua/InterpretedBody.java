package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Runs a function in the interpreter. */
final class InterpretedBody extends Body {
    static final InterpretedBody IT = new InterpretedBody();

    private InterpretedBody() {}

    @Override
    boolean compiled() {
        return false;
    }

    private static Varargs run(LuaState st, Closure c, LuaValue[] frame) {
        return HotCalls.finish(st, begin(st, c, frame));
    }

    /** The result may be a {@link TailCall}. */
    private static Varargs begin(LuaState st, Closure c, LuaValue[] frame) {
        CallStack cs = st.stack;
        int room = cs.room;
        int bound = cs.bound;
        cs.room = cs.roomNow();
        Varargs results = Interpreter.execute(st, c, frame);
        cs.restore(cs.depth, room, bound);
        return results;
    }

    /** Runs a frame from some instruction on; the result may be a {@link TailCall}. */
    static Varargs resume(LuaState st, LuaValue[] frame, int pc) {
        CallStack cs = st.stack;
        int room = cs.room;
        int bound = cs.bound;
        cs.room = cs.roomNow();
        int d = cs.push(frame);
        cs.pcs[d] = pc;
        Varargs results = Interpreter.execute(st, cs, d, LuaValue.NONE);
        cs.restore(cs.depth, room, bound);
        return results;
    }

    @Override
    Varargs start(LuaState st, Closure c, Varargs args) {
        return begin(st, c, c.frame(args));
    }

    @Override
    Varargs invoke(LuaState st, Closure c, Varargs args) {
        return run(st, c, c.frame(args));
    }

    @Override
    LuaValue call(LuaState st, Closure c) {
        return run(st, c, c.frame(0)).arg1();
    }

    @Override
    LuaValue call(LuaState st, Closure c, LuaValue x) {
        if (c.code.vararg || c.code.params < 1) {
            return invoke(st, c, (Varargs) x).arg1();
        }
        LuaValue[] r = c.frame(1);
        r[0] = x;
        return run(st, c, r).arg1();
    }

    @Override
    LuaValue call(LuaState st, Closure c, LuaValue x, LuaValue y) {
        if (c.code.vararg || c.code.params < 2) {
            return invoke(st, c, LuaValue.varargsOf(x, y)).arg1();
        }
        LuaValue[] r = c.frame(2);
        r[0] = x;
        r[1] = y;
        return run(st, c, r).arg1();
    }

    @Override
    LuaValue call(LuaState st, Closure c, LuaValue x, LuaValue y, LuaValue z) {
        if (c.code.vararg || c.code.params < 3) {
            return invoke(st, c, LuaValue.varargsOf(x, y, z)).arg1();
        }
        LuaValue[] r = c.frame(3);
        r[0] = x;
        r[1] = y;
        r[2] = z;
        return run(st, c, r).arg1();
    }
}
