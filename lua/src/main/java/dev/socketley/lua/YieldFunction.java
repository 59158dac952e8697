package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code coroutine.yield}: called from Java; see {@link Coroutine#call}. */
final class YieldFunction extends LuaFunction {
    private final LuaState state;

    YieldFunction(LuaState state) {
        this.state = state;
    }

    private Varargs leave(Varargs values) {
        Coroutine running = state.running;
        if (running == null) {
            throw LuaErrors.plain("attempt to yield from outside a coroutine");
        }
        return running.yield(values);
    }

    @Override
    public LuaValue call() {
        return leave(NONE).arg1();
    }

    @Override
    public LuaValue call(LuaValue a) {
        return leave(a).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        return leave(varargsOf(a, b)).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return leave(varargsOf(a, b, c)).arg1();
    }

    @Override
    public Varargs invoke(Varargs args) {
        return leave(args);
    }

    @Override
    public String name() {
        return "yield";
    }
}
