package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A call that a compiled function ends with, made by whoever called that function. */
final class TailCall extends Varargs {
    final Closure function;
    final Varargs args;

    TailCall(Closure function, Varargs args) {
        this.function = function;
        this.args = args;
    }

    @Override
    public LuaValue arg(int i) {
        throw new IllegalStateException("tail call");
    }

    @Override
    public int narg() {
        throw new IllegalStateException("tail call");
    }

    @Override
    public LuaValue arg1() {
        throw new IllegalStateException("tail call");
    }

    @Override
    public Varargs subargs(int start) {
        throw new IllegalStateException("tail call");
    }
}
