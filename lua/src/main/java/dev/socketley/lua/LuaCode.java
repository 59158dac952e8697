package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * A compiled Lua function, shared by all states: the one place where a {@link Prototype} becomes
 * something that runs. <b>Thread:</b> any, immutable.
 */
final class LuaCode {
    final Prototype proto;
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

    LuaCode(Prototype proto) {
        this.proto = proto;
        code = proto.code;
        constants = proto.k;
        params = proto.numparams;
        vararg = proto.is_vararg != 0;
        hasChildren = proto.p != null && proto.p.length > 0;
        extra = vararg || hasChildren;
        frame = proto.maxstacksize + (extra ? 2 : 1);
        chunk = Chunks.display(proto.source.tojstring());
        children = new LuaCode[hasChildren ? proto.p.length : 0];
        for (int i = 0; i < children.length; i++) {
            children[i] = new LuaCode(proto.p[i]);
        }
    }

    /** The main function of a chunk, with {@code env} as its {@code _ENV}. */
    static LuaFunction main(Prototype proto, LuaState state, LuaValue env) {
        LuaCode code = new LuaCode(proto);
        Closure.UpVal[] up = new Closure.UpVal[proto.upvalues.length];
        for (int i = 0; i < up.length; i++) {
            up[i] = new Closure.UpVal(i == 0 ? env : LuaValue.NIL);
        }
        return new Closure(state, code, up);
    }

    int line(int pc) {
        int[] lines = proto.lineinfo;
        return lines != null && pc >= 0 && pc < lines.length ? lines[pc] : -1;
    }
}
